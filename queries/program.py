"""A mixed integer program: yes-or-no choices with costs, and rows that they must keep to. Solved by HiGHS."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import highspy
import numpy as np
from highspy._core import _Highs  # highspy.Highs itself writes a banner to standard output when it is made

SECONDS = 5.0
"""The longest that one program is worked on; then the best answer found is given with what is left to prove."""

_FOUND = {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kTimeLimit}


class Solved(NamedTuple):
    """The value of each variable; whether none better exists; else by what share a better one might be."""

    values: Sequence[float]
    proven: bool
    gap: float


@dataclass(slots=True)
class Program:
    """A program in the making: variables are numbers, in the order in which they were added."""

    costs: list[float] = field(default_factory=list)
    uppers: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    lows: list[float] = field(default_factory=list)
    rows: list[Mapping[int, float]] = field(default_factory=list)

    def choice(self, cost: float = 0.0) -> int:
        """A new variable that is 0 or 1."""
        return self._variable(cost, 1.0, whole=True)

    def number(self, cost: float = 0.0, upper: float = math.inf) -> int:
        """A new variable from 0 to `upper`."""
        return self._variable(cost, upper, whole=False)

    def _variable(self, cost: float, upper: float, *, whole: bool) -> int:
        self.costs.append(cost)
        self.uppers.append(upper)
        self.whole.append(whole)
        return len(self.costs) - 1

    def at_least(self, low: float, terms: Mapping[int, float]) -> None:
        """A new row: the sum of the variables times their coefficients is `low` or more."""
        self.lows.append(low)
        self.rows.append(terms)

    def solve(self, seconds: float = SECONDS) -> Solved | None:
        """The cheapest values; None when nothing keeps to all rows, or nothing was found in the time."""
        if not self.costs:
            return Solved((), True, 0.0) if all(low <= 0 for low in self.lows) else None
        solver = _Highs()
        for name, value in {"output_flag": False, "mip_rel_gap": 0.0, "time_limit": seconds, "threads": 1}.items():
            solver.setOptionValue(name, value)
        solver.passModel(self._model())
        solver.run()
        values = solver.getSolution().col_value
        if solver.getModelStatus() not in _FOUND or not values or not math.isfinite(solver.getInfo().mip_gap):
            return None
        proven = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return Solved(values, proven, 0.0 if proven else solver.getInfo().mip_gap)

    def _model(self) -> highspy.HighsLp:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.costs), len(self.rows)
        model.col_cost_, model.col_upper_ = np.array(self.costs), np.array(self.uppers)
        model.col_lower_ = np.zeros(len(self.costs))
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[whole] for whole in self.whole]
        model.row_lower_, model.row_upper_ = np.array(self.lows), np.full(len(self.rows), math.inf)
        matrix = model.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_ = np.cumsum([0, *(len(row) for row in self.rows)])
        matrix.index_ = np.array([variable for row in self.rows for variable in row], dtype=np.int32)
        matrix.value_ = np.array([value for row in self.rows for value in row.values()], dtype=float)
        return model
