"""Jobs as the page asks for them: what each is called, and the work that it does."""

from functools import singledispatch
from typing import Any

from headway.errors import InputError
from headway.page.jobs import Job, Work
from headway.page.models import ExpansionJob, PlanAnewJob, RepeatJob, Said, SimulateJob, WhatIfJob
from headway.page.office import Office
from headway.page.said import said
from headway.page.tasks.expansion import expanded
from headway.page.tasks.opening import planned
from headway.page.tasks.simulating import simulated
from headway.page.tasks.what_if import asked_if, title_of
from headway.page.views import kept_folder
from headway.store import about_run
from headway.study import run_again


@singledispatch
def task(asked: Any, _office: Office) -> tuple[Said, Work]:
    """Return what a job is called, and its work; what can be refused is refused here, before it waits.

    Raises
    ------
    InputError
        If what is asked for does not fit.
    """
    raise TypeError(f"{type(asked).__name__} is no job")


@task.register
def _(asked: WhatIfJob, office: Office) -> tuple[Said, Work]:
    scenario = office.scenario()
    then = asked_if(scenario, asked)
    return title_of(scenario, asked), lambda job: then(job.progress).model_dump(mode="json")


@task.register
def _(asked: SimulateJob, office: Office) -> tuple[Said, Work]:
    scenario = office.scenario()
    return said("job.simulate", days=asked.days), lambda job: simulated(office.settings, scenario, asked, job.progress)


@task.register
def _(asked: PlanAnewJob, office: Office) -> tuple[Said, Work]:
    desk, scenario = office.desk, office.scenario()
    if asked.repeat and asked.days != 1:
        raise InputError(["days: a plan that repeats is that of 1 day"])
    version = desk.version

    def work(job: Job) -> Any:
        plan = planned(scenario, asked.days, float(asked.seconds), job.progress, repeat=asked.repeat)
        job.keep()
        answer = desk.put(plan, said("step.planned_anew", days=asked.days), version)
        return None if answer is None else answer.model_dump(mode="json")

    return said("job.plan_anew", days=asked.days), work


@task.register
def _(asked: RepeatJob, office: Office) -> tuple[Said, Work]:
    folder = kept_folder(office.settings.runs, asked.run)
    about_run(folder)
    return said("job.repeat", run=asked.run), lambda job: {"run": asked.run, "differs": run_again(folder, job.progress)}


@task.register
def _(_asked: ExpansionJob, office: Office) -> tuple[Said, Work]:
    settings = office.settings
    if settings.plan_file is None:
        raise InputError(["no plan over years stands beside this scenario: there is no plan.yaml"])
    return said("job.expansion"), lambda job: expanded(settings, job.progress).model_dump(mode="json")
