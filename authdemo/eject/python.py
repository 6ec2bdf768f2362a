"""Takes out of a Python module whatever names something that is gone.

One rule: what names it goes with it, and no more than that: an element of a list, a pair of a dict, a branch, an
import, a constant, a function, a class. A name that was bound there is gone too, also for modules that import it.
A function is all or nothing, but for its lists, its branches and its imports: no step is taken out of its middle.
"""

import ast
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from .absence import Absence
from .source import Source

FIXTURES = "tests"


class Poisoned(Exception):
    """A statement of a function names what is gone: the function goes."""


class Module(Source):
    """One module's source, and what is left of it."""

    def __init__(self, name: str, text: str, absence: Absence, package: bool = False) -> None:
        super().__init__(text)
        self.name, self.absence = name, absence
        self.package = name if package else name.rpartition(".")[0]
        self.unbound: set[str] = {each for module, each in absence.names if module == name}
        self.bound: dict[str, str] = {}  # local name: what it was imported as, dotted
        self.columns: dict[str, ast.Tuple] = {}  # the first that stands in so many words
        for node in self.tree.body:
            match node:
                case ast.Assign(targets=[ast.Name(id=name_)], value=ast.Tuple(elts=elements) as names):
                    if all(isinstance(each, ast.Constant) for each in elements):
                        self.columns.setdefault(name_, names)
        self.shadowed: list[set[str]] = []
        self.members = False  # whether these are an enumeration's, each a value with its label

    def prune(self) -> str | None:
        """The module's text without what is gone; None when nothing that it was for is left."""
        while True:
            before = set(self.unbound)
            self.edits = []
            whole = self.block_gone(self.tree.body, in_function=False)
            if self.unbound == before:
                break
        if whole or (self.edits and not any(map(substantial, self.left()))):
            return None
        return self.edited()

    def left(self) -> Iterator[ast.stmt]:
        return (
            s for s in self.tree.body if not any(a <= self.at(s)[0] and self.at(s)[1] <= b for a, b, _ in self.edits)
        )

    # -- statements

    def block_gone(self, body: Sequence[ast.stmt], in_function: bool) -> bool:
        left = []
        for statement in body:
            if self.statement_gone(statement, in_function):
                self.cut_lines(statement)
            else:
                left.append(statement)
        return len(left) < len(body) and not any(map(substantial, left))

    def statement_gone(self, node: ast.stmt, in_function: bool) -> bool:
        match node:
            case ast.Import() | ast.ImportFrom():
                return self.import_gone(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                gone = self.function_gone(node)
            case ast.ClassDef():
                gone = self.class_gone(node)
            case ast.If():
                return self.if_gone(node, in_function)
            case ast.Match():
                return self.match_gone(node)
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                return self.assignment_gone(node, in_function)
            case ast.Expr(value=ast.Constant()):
                return False
            case _:
                gone = self.other_gone(node, in_function)
        if gone and isinstance(node, ast.FunctionDef | ast.ClassDef):
            self.unbound.add(node.name)
        elif gone and in_function and not isinstance(node, ast.For):
            raise Poisoned
        return gone

    def other_gone(self, node: ast.stmt, in_function: bool) -> bool:
        gone = False
        for _, value in ast.iter_fields(node):
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                gone |= self.block_gone(value, in_function)
            elif isinstance(value, list):
                for item in value:
                    if isinstance(item, ast.ExceptHandler):
                        gone |= self.block_gone(item.body, in_function) or bool(item.type and self.gone(item.type))
                    elif isinstance(item, ast.AST):
                        gone |= any(self.gone(child) for child in expressions(item))
            elif isinstance(value, ast.expr):
                gone |= self.gone(value)
        return gone

    def import_gone(self, node: ast.Import | ast.ImportFrom) -> bool:
        gone = []
        for place, alias in enumerate(node.names):
            dotted = alias.name if isinstance(node, ast.Import) else f"{self.origin(node)}.{alias.name}"
            local = alias.asname or alias.name.partition(".")[0]
            if (isinstance(node, ast.ImportFrom) and self.absence.has(dotted)) or self.absence.has_module(dotted):
                gone.append(place)
                self.unbound.add(local)
            else:
                self.bound[local] = dotted
        if len(gone) == len(node.names):
            return True
        self.cut_elements([self.at(alias) for alias in node.names], gone, keep_comma=False)
        return False

    def origin(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        base = self.package.split(".")
        base = base[: len(base) - node.level + 1]
        return ".".join([*base, *([node.module] if node.module else [])])

    def function_gone(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        names = {argument.arg for argument in arguments}
        if (node.name.startswith("test_") or is_fixture(node)) and any(map(self.fixture_gone, names)):
            return True
        signature = [*node.decorator_list, *node.args.defaults, *(d for d in node.args.kw_defaults if d)]
        signature += [a.annotation for a in arguments if a.annotation] + ([node.returns] if node.returns else [])
        if any([self.gone(each) for each in signature]):
            return True
        stored = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        self.shadowed.append(names | stored)
        try:
            return self.block_gone(node.body, in_function=True)
        except Poisoned:
            return True
        finally:
            self.shadowed.pop()

    def fixture_gone(self, name: str) -> bool:
        if not self.name.startswith(FIXTURES):
            return False
        parts = self.name.split(".")
        homes = [".".join([*parts[:end], "conftest"]) for end in range(1, len(parts))]
        return name in self.unbound or any((home, name) in self.absence.names for home in homes)

    def class_gone(self, node: ast.ClassDef) -> bool:
        if any([self.gone(each) for each in (*node.bases, *node.decorator_list)]):
            return True
        outside, self.unbound = self.unbound, set(self.unbound)
        around, self.members = self.members, any("Choices" in ast.unparse(base) for base in node.bases)
        whole = self.block_gone(node.body, in_function=False)
        self.absence.members |= {(node.name, name) for name in self.unbound - outside}
        self.unbound, self.members = outside, around
        return whole

    def if_gone(self, node: ast.If, in_function: bool) -> bool:
        if not self.gone(node.test):
            body = self.block_gone(node.body, in_function)
            if body and not node.orelse:
                return True
            kept = len(self.edits)
            if node.orelse and self.block_gone(node.orelse, in_function) and not body:
                del self.edits[kept:]
                self.cut(self.at(node.body[-1])[1], self.at(node)[1])
            return False
        if always(node.test):
            self.replace(node, node.body)
            return False
        if not node.orelse:
            return True
        start, first = self.at(node)[0], self.at(node.orelse[0])[0]
        if isinstance(node.orelse[0], ast.If) and self.source[first : first + 4] == b"elif":
            self.cut(start, first + 2)
            return self.statement_gone(node.orelse[0], in_function)
        self.replace(node, node.orelse)
        return False

    def replace(self, node: ast.If, body: Sequence[ast.stmt]) -> None:
        """One of its bodies stands where the branch stood; what that one names is seen in the next round."""
        line = self.starts[body[0].lineno - 1]
        rest = textwrap.dedent(self.source[line : self.at(body[-1])[1]].decode())
        self.cut(*self.at(node), textwrap.indent(rest, " " * node.col_offset).strip().encode())

    def match_gone(self, node: ast.Match) -> bool:
        if self.gone(node.subject):
            raise Poisoned
        for case in node.cases:
            if any(self.gone(each) for each in expressions(case.pattern)) or self.block_gone(case.body, True):
                self.cut(self.starts[case.pattern.lineno - 1], self.starts[(case.body[-1].end_lineno or 0)])
        return False

    def assignment_gone(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign, in_function: bool) -> bool:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        named = {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}
        owned = not in_function and all(isinstance(target, ast.Name | ast.Tuple) for target in targets)
        gone = owned and bool(named & (self.unbound | self.absence.switches))
        record = self.members or (isinstance(targets[0], ast.Tuple) and isinstance(node.value, ast.Tuple))
        gone |= bool(node.value and self.gone(node.value, listed=record))
        gone |= isinstance(node, ast.AnnAssign) and self.gone(node.annotation)
        if not owned:
            gone |= any([self.gone(target) for target in targets])
        if gone and in_function and not isinstance(targets[0], ast.Attribute):
            raise Poisoned
        if gone and owned and not isinstance(node, ast.AugAssign):
            self.unbound |= named
        return gone

    # -- expressions

    def gone(self, node: ast.AST, listed: bool = False) -> bool:
        match node:
            case ast.Tuple() if listed:  # a record: all or nothing
                return any([self.gone(element, listed=True) for element in node.elts])
            case ast.Constant(value=str(value)):
                return self.absence.in_string(value, listed)
            case ast.Constant(value=bytes(raw)):
                return self.absence.in_text(raw.decode("latin-1"))
            case ast.Name(id=name):
                if name in self.absence.switches and not self.hidden(name):
                    return True
                return name in self.unbound and not self.hidden(name)
            case ast.Attribute(value=ast.Name(id=owner), attr=attr):
                if owner in ("settings", "conf") and attr in self.absence.switches:
                    return True
                if (owner, attr) in self.absence.members:
                    return True
                if owner in self.bound and not self.hidden(owner) and self.absence.has(f"{self.bound[owner]}.{attr}"):
                    return True
                return self.gone(node.value)
            case ast.Attribute(value=ast.Attribute(attr=owner), attr=attr) if (owner, attr) in self.absence.members:
                return True
            case ast.List() | ast.Tuple() | ast.Set():
                return self.display_gone(node)
            case ast.Dict():
                return self.dict_gone(node)
            case ast.keyword(arg="choices", value=ast.List() as offered) if ".migrations." in self.name:
                if self.display_gone(offered):  # as a field has none until a later migration gives it some
                    self.cut(*self.at(offered), b"[]")
                return False
            case ast.Starred():
                return self.gone(node.value)
            case ast.IfExp():
                return self.conditional_gone(node)
            case ast.BoolOp():
                return self.operands_gone(node.values, all_needed=isinstance(node.op, ast.And))
            case ast.BinOp(op=ast.BitOr()) if not isinstance(node.left, ast.Constant):
                return self.operands_gone([node.left, node.right], all_needed=False)
            case ast.BinOp(op=ast.Div(), right=ast.Constant()):
                return self.absence.has_file(path_of(node)) or any([self.gone(node.left), self.gone(node.right, True)])
            case ast.Compare():
                return any([self.gone(each, listed=True) for each in (node.left, *node.comparators)])
            case ast.Subscript():
                return any([self.gone(node.value), self.gone(node.slice, listed=True)])
            case ast.Call(func=ast.Attribute(attr="parametrize"), args=[_, ast.List() | ast.Tuple() as sets]):
                return self.parameters_gone(node, sets)
            case ast.Call(func=ast.Name(id="call_command" | "Mode"), args=[word, *_]) if self.gone(word, listed=True):
                return True
            case ast.Call(func=ast.Name(id="table"), args=[columns, ast.Dict() as rows]):
                return self.table_gone(columns, rows)
            case ast.Call() if any(each.arg in self.absence.switches for each in node.keywords):
                given = [*node.args, *node.keywords]
                lost = [n for n, each in enumerate(given) if getattr(each, "arg", None) in self.absence.switches]
                self.cut_elements([self.at(each) for each in given], lost, keep_comma=False)
                return any([self.gone(each) for n, each in enumerate([node.func, *given]) if n - 1 not in lost])
            case ast.JoinedStr():
                text = "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values)
                return self.absence.in_text(text) or any(
                    self.gone(v) for v in node.values if not isinstance(v, ast.Constant)
                )
            case ast.Lambda() | ast.ListComp() | ast.GeneratorExp() | ast.DictComp() | ast.SetComp():
                bound = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
                bound |= {a.arg for a in node.args.args} if isinstance(node, ast.Lambda) else set()
                self.shadowed.append(bound)
                try:  # what it yields is an element of a list
                    made = getattr(node, "elt", None)
                    return any([self.gone(child, listed=child is made) for child in expressions(node)])
                finally:
                    self.shadowed.pop()
        return any([self.gone(child) for child in expressions(node)])

    def hidden(self, name: str) -> bool:
        return any(name in names for names in self.shadowed)

    def display_gone(self, node: ast.List | ast.Tuple | ast.Set) -> bool:
        strings = [e.value for e in node.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)]
        columns = len(strings) == len(node.elts) and self.absence.columns(strings)
        gone = [
            place
            for place, element in enumerate(node.elts)
            if self.gone(element, listed=True)
            or (columns and self.absence.column(strings[place]))
            or (isinstance(element, ast.Starred) and self.emptied(element.value))
        ]
        if gone and len(gone) == len(node.elts):
            return True
        spans = [self.around(*self.at(element)) for element in node.elts]
        self.cut_elements(spans, gone, keep_comma=isinstance(node, ast.Tuple) and len(node.elts) - len(gone) == 1)
        return False

    def parameters_gone(self, node: ast.Call, sets: ast.List | ast.Tuple) -> bool:
        """A set of parameters goes with its id."""
        ids = next((each.value for each in node.keywords if each.arg == "ids"), None)
        if isinstance(ids, ast.List | ast.Tuple):
            gone = [place for place, each in enumerate(sets.elts) if self.gone(each, listed=True)]
            self.cut_elements([self.at(each) for each in ids.elts], gone, keep_comma=False)
        return any([self.gone(child) for child in (node.args[0], sets, *(each.value for each in node.keywords))])

    def emptied(self, node: ast.expr) -> bool:
        """`[…] if gone else []`: what is left of it adds nothing."""
        return isinstance(node, ast.IfExp) and self.gone(node.test) and not getattr(node.orelse, "elts", True)

    def dict_gone(self, node: ast.Dict) -> bool:
        keys = [key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
        columns = len(keys) == len(node.keys) and self.absence.columns(keys)
        gone, spans = [], []
        for place, (key, value) in enumerate(zip(node.keys, node.values, strict=True)):
            start = self.at(key)[0] if key else self.source.rindex(b"**", 0, self.at(value)[0])
            spans.append((start, self.around(*self.at(value))[1]))
            column = columns and self.absence.column(keys[place])
            if (
                column
                or (key is not None and self.gone(key, listed=True))
                or self.gone(value, listed=isinstance(value, ast.Tuple))
            ):
                gone.append(place)
        if gone and len(gone) == len(node.keys):
            return True
        self.cut_elements(spans, gone, keep_comma=False)
        return False

    def conditional_gone(self, node: ast.IfExp) -> bool:
        test, body, orelse = self.gone(node.test), self.gone(node.body), self.gone(node.orelse)
        if (test and orelse) or (body and orelse):
            return True
        survivor: ast.expr | None
        if test and always(node.test):
            survivor = node.body
        else:
            survivor = node.orelse if test or body else node.body if orelse else None
        if survivor is not None:
            start, end = self.at(node)
            first, last = self.around(*self.at(survivor))
            self.cut(start, first)
            self.cut(last, end)
        return False

    def operands_gone(self, operands: Sequence[ast.expr], all_needed: bool) -> bool:
        gone = [place for place, operand in enumerate(operands) if self.gone(operand, listed=False)]
        if len(gone) == len(operands) or (all_needed and not all(always(operands[place]) for place in gone)):
            return True
        spans = [self.around(*self.at(operand)) for operand in operands]
        for place in gone:
            if place + 1 < len(spans):
                self.cut(spans[place][0], spans[place + 1][0])
            else:
                self.cut(spans[place - 1][1], spans[place][1])
        return False

    def table_gone(self, columns: Any, rows: ast.Dict) -> bool:
        """A table loses the columns of modes that are gone; a row that then says nothing goes too."""
        names: Any = self.columns.get(columns.id) if isinstance(columns, ast.Name) else columns
        if any(not isinstance(name, ast.Constant) for name in names.elts):
            return any([self.gone(child) for child in (columns, rows)])
        gone = [place for place, name in enumerate(names.elts) if self.absence.column(name.value)]
        if len(gone) == len(names.elts):
            return True
        one = len(names.elts) - len(gone) == 1
        empty = []
        for place, row in enumerate(rows.values):
            cells: Any = row
            left = [cell for at, cell in enumerate(cells.elts) if at not in gone]
            key: Any = rows.keys[place]
            if self.absence.row(key.value) or all(isinstance(c, ast.Constant) and c.value is None for c in left):
                empty.append(place)
            self.cut_elements([self.around(*self.at(cell)) for cell in cells.elts], gone, keep_comma=one)
        if columns is names:
            self.cut_elements([self.at(name) for name in names.elts], gone, keep_comma=one)
        keys: Any = rows.keys
        spans = [(self.at(key)[0], self.at(value)[1]) for key, value in zip(keys, rows.values, strict=True)]
        self.cut_elements(spans, empty, keep_comma=False)
        return False


def path_of(node: ast.AST) -> str:
    """`ROOT / "docs" / "adr"` as docs/adr: what is known of a path."""
    match node:
        case ast.BinOp(left=left, op=ast.Div(), right=ast.Constant(value=str(last))):
            return f"{path_of(left)}/{last}".lstrip("/")
    return ""


def always(test: ast.expr) -> bool:
    """Whether a comparison with what is gone holds: nothing is equal to it."""
    match test:
        case ast.BoolOp(op=ast.And(), values=values):
            return all(map(always, values))
        case ast.Compare(ops=[ast.NotEq() | ast.NotIn()]):
            return True
    return False


def expressions(node: ast.AST) -> Iterator[ast.AST]:
    return (child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.expr_context | ast.operator))


def substantial(node: ast.stmt) -> bool:
    """Whether a module or a body that has only such statements is still for something."""
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return not docstring and not isinstance(node, ast.Import | ast.ImportFrom)


def is_fixture(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("fixture" in ast.unparse(decorator) for decorator in node.decorator_list)
