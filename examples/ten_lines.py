import headway as hw

scenario = hw.load("gara-djebilet")  # a bundled name or a path; complete and checked
run = hw.train_run(scenario, "ore-loaded", "Gara Djebilet", "Béchar")
print(run.summary())  # time, energy, fuel, speed, where it is hardest

plan = hw.timetable(scenario, days=1)  # conflict-free, verified, with its bound
print(plan.summary())
year = hw.simulate(scenario, days=365, seed=7)  # tonnes, cycle, punctuality, what limits
print(year.summary())
graph = hw.report.train_graph(year, day=3)  # a Bokeh figure, to show or to save
