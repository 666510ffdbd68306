"""Compile kernels as wholes, from parts that are translated once.

numba optimises and generates every function with all that it calls, and again within each function that calls it. So a
kernel of 150 functions that stand seven deep is compiled many times over. Here a part is translated to LLVM's code once
and left as it is. The kernel that it is linked into is optimised and generated as a whole, once.

Of numba this uses, besides its documented interface, the compiler's passes and code libraries, as of 0.60 to 0.68.
"""

from collections.abc import Callable
from typing import Any, Literal, cast

import numba
from llvmlite.binding import Linkage
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.registry import CPUDispatcher
from numba.core.typed_passes import NativeLowering

from headway.jit.interruption import interruption_waits


class Part(CPUDispatcher):
    """A function that kernels call; called from Python, as tests do, it is compiled as a kernel of its own."""

    def __init__(self, function: Callable[..., Any], types: dict[str, Any], options: dict[str, Any]) -> None:
        super().__init__(function, types, options, pipeline_class=_PartCompiler)
        self._kernel: Callable[..., Any] | None = None

    def add_overload(self, cres: Any) -> None:
        self.overloads[tuple(cres.signature.args)] = cres

    def __call__(self, *values: Any, **_: Any) -> Any:
        if self._kernel is None:
            here = cast("Callable[..., Any]", self)

            def whole(*given: Any) -> Any:
                return here(*given)

            self._kernel = numba.njit(error_model="numpy", nogil=True)(whole)
        return self._kernel(*values)


def _lowered_by(lowering: type[NativeLowering], state: Any) -> list[Any]:
    """Return numba's own pipeline from Python to LLVM, with another last step."""
    way = DefaultPassBuilder.define_nopython_pipeline(state)
    way.add_pass_after(lowering, NativeLowering)
    way.passes = [step for step in way.passes if step[0] is not NativeLowering]
    way.finalize()
    return [way]


class KernelCompiler(CompilerBase):
    """Compiles a kernel with all its parts."""

    def define_pipelines(self) -> list[Any]:
        return _lowered_by(_KernelLowering, self.state)


class _PartCompiler(CompilerBase):
    """Translates a part for the kernels and parts that need it."""

    def define_pipelines(self) -> list[Any]:
        return _lowered_by(_PartLowering, self.state)


@register_pass(mutates_CFG=True, analysis_only=False)
class _KernelLowering(NativeLowering):
    _name = "kernel_lowering"

    def run_pass(self, state: Any) -> Literal[True]:
        state.library = _KernelLibrary(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library.enable_object_caching()
        return super().run_pass(state)


@register_pass(mutates_CFG=True, analysis_only=False)
class _PartLowering(NativeLowering):
    _name = "part_lowering"

    def run_pass(self, state: Any) -> Literal[True]:
        state.library = _PartLibrary(state.targetctx.codegen(), state.func_id.func_qualname)
        state.flags.no_compile = True
        super().run_pass(state)
        # numba knows a function by what Python would call; a part has nothing of that kind.
        state.cr = state.cr._replace(cfunc=object())
        state.library.finalize()
        state.targetctx.insert_user_function(state.cr.cfunc, state.cr.fndesc, state.library.needed())
        return True


class _KernelLibrary(JITCodeLibrary):
    """The code of a kernel, whose copies of the parts are its own: they may be inlined, changed and left out.

    The copies must not keep their names either (as ``internal`` would). If they did, a part of the same name in another
    kernel would be taken for the one here, which may no longer take all its arguments.
    """

    def _optimize_final_module(self) -> None:
        for function in self._final_module.functions:
            if not function.is_declaration and function.linkage == Linkage.linkonce_odr:
                function.linkage = "private"
        super()._optimize_final_module()

    def _finalize_specific(self) -> None:
        with interruption_waits():
            super()._finalize_specific()


class _PartLibrary(JITCodeLibrary):
    """The code of a part: tidied up, but not linked, not optimised with what it calls, and not generated."""

    def finalize(self) -> None:
        self._finalized = True

    def needed(self) -> list[JITCodeLibrary]:
        """Return all code that has to be linked for this part: its own, and what its parts need."""
        found: dict[JITCodeLibrary, None] = {self: None}
        for library in self._linking_libraries:
            found |= dict.fromkeys(library.needed() if isinstance(library, _PartLibrary) else [library])
        return list(found)
