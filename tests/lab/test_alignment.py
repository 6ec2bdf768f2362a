"""Texts beside each other: nothing is lost, nothing is out of order, and what is the same stands in one row."""

from hypothesis import given
from hypothesis import strategies as st

from lab.side_by_side.alignment import Cell, align

lines = st.lists(st.sampled_from(["a", "b", "c", "", "  "]), max_size=12)


def test_what_is_the_same_stands_in_one_row() -> None:
    assert align([["a", "x", "c"], ["a", "c"], ["a", "c", "d"]], base=1) == [
        (Cell(0, 3), Cell(0, 3), Cell(0, 3)),
        (Cell(1, 1), None, None),
        (Cell(2, 3), Cell(1, 3), Cell(1, 3)),
        (None, None, Cell(2, 1)),
    ]


def test_a_changed_line_stands_beside_what_it_was() -> None:
    assert align([["a", "old", "z"], ["a", "new", "z"]], base=0)[1] == (Cell(1, 1), Cell(1, 1))


def test_two_of_three_are_counted() -> None:
    assert align([["x"], ["y"], ["x"]], base=1) == [(Cell(0, 2), Cell(0, 1), Cell(0, 2))]


def test_a_text_that_is_not_there_leaves_its_column_empty() -> None:
    assert align([["a", "b"], []], base=0) == [(Cell(0, 1), None), (Cell(1, 1), None)]


@given(texts=st.tuples(lines, lines, lines), base=st.integers(0, 2))
def test_every_line_is_in_one_row_in_its_order(texts: tuple[list[str], ...], base: int) -> None:
    rows = align(texts, base)

    for column, text in enumerate(texts):
        cells = [cell for row in rows if (cell := row[column]) is not None]
        assert [cell.line for cell in cells] == list(range(len(text)))
    assert all(any(cell is not None for cell in row) for row in rows)
    for row in rows:
        found = [text[cell.line] for text, cell in zip(texts, row, strict=True) if cell is not None]
        shared = [cell.shared for cell in row if cell is not None]
        assert shared == [found.count(line) for line in found]
