"""Let kernels pass tuples of arrays by reference.

numba passes a tuple by value: seven or nine numbers for each of its arrays, some 330 for the world of a simulation.
That took more than half of its time and most of its compiling, unless every function was inlined into every other. Here
the tuple is unpacked where Python calls a kernel, and all functions below get one pointer to it.
"""

import hashlib
from typing import Any, TypeVar

from numba.core import cgutils, types
from numba.core.imputils import impl_ret_borrowed
from numba.core.typing.templates import AttributeTemplate
from numba.extending import NativeValue, infer_getattr, lower_getattr_generic, models, register_model, typeof_impl, unbox

Fields = TypeVar("Fields", bound=tuple[Any, ...])


def by_reference(fields: type[Fields]) -> type[Fields]:
    """Let kernels pass a named tuple of arrays by reference; they read its fields, but make none and set none."""

    def type_of(value: Fields, context: Any) -> Reference:
        return Reference(types.BaseTuple.from_types([typeof_impl(array, context) for array in value], fields))

    typeof_impl.register(fields)(type_of)
    return fields


class Reference(types.Type):
    """A pointer to a named tuple; `of` is the type of the tuple."""

    def __init__(self, of: Any) -> None:
        self.of = of
        # Every function that takes the tuple has this name in its own; the tuple's own name, with all columns, is a
        # page long.
        digest = hashlib.sha256(of.name.encode()).hexdigest()[:16]
        super().__init__(name=f"Reference({of.instance_class.__name__}, {digest})")

    @property
    def key(self) -> Any:
        return self.of.key

    def place(self, field: str) -> int:
        """Return the position of a field in the tuple."""
        return self.of.fields.index(field)


@register_model(Reference)
class _Pointer(models.PrimitiveModel):
    def __init__(self, dmm: Any, fe_type: Reference) -> None:
        super().__init__(dmm, fe_type, dmm.lookup(fe_type.of).get_value_type().as_pointer())


@infer_getattr
class _Types(AttributeTemplate):
    """The types of the fields."""

    key = Reference

    def generic_resolve(self, typ: Reference, attr: str) -> Any:
        return typ.of[typ.place(attr)] if attr in typ.of.fields else None


@lower_getattr_generic(Reference)
def _read(context: Any, builder: Any, typ: Reference, value: Any, attr: str) -> Any:
    """Read a field through the pointer."""
    at = typ.place(attr)
    field = context.data_model_manager[typ.of[at]].load_from_data_pointer(builder, cgutils.gep_inbounds(builder, value, 0, at))
    return impl_ret_borrowed(context, builder, typ.of[at], field)


@unbox(Reference)
def _unpack(typ: Reference, obj: Any, c: Any) -> Any:
    """Unpack the tuple where Python calls a kernel, and keep it until the kernel returns."""
    whole = c.unbox(typ.of, obj)
    pointer = cgutils.alloca_once_value(c.builder, whole.value)

    def let_go() -> None:
        if whole.cleanup is not None:
            whole.cleanup()
        if c.context.enable_nrt:
            c.context.nrt.decref(c.builder, typ.of, c.builder.load(pointer))

    return NativeValue(pointer, is_error=whole.is_error, cleanup=let_go)
