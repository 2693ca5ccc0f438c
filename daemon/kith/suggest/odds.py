"""How likely a silence is between two people: each one's own rhythm, shrunk toward the rhythm of the whole mailbox.

The logarithms of somebody's gaps are taken for normal; how wide, and around what, is learned from their own gaps,
newer ones counting more, and from all gaps of the mailbox where there are few. What that predicts for the next gap is
Student's t, and one fixed map puts right what is systematically wrong with it. Constants and map were fitted to 771
public mailboxes, and hold on those they were not fitted to (docs/design.md, "Rhythm"); nothing is trained at the
user's.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate, pairwise
from math import exp, log, sqrt
from operator import mul
from statistics import median
from typing import NamedTuple

from kith.suggest.student import cdf, quantile

MERGE_DAYS = 3  # touches at most this far apart are one conversation
TELLING = 4  # gaps from which on their own median is the typical one
HALF_LIFE = 180.0  # days after which a touch counts half in `strength`
FORTNIGHT = 14.0  # days

_K0, _NU0, _S0 = 0.5056516209836954, 1.72683642721545, 1.8437381936103496
_N0, _M0 = 61.666267580555235, 3.2970655965858953  # the mailbox's own prior: 62 gaps of about 30 days
_FADE = 0.8497760240546703  # each gap back counts this much of the one after it
_TOO_LOW = 0.9  # what the odds against a quiet fortnight are too high by
_STEP = 0.025
# What share of gaps really ended within the time that the model gives a share of 0, .025, .05, ... 1.
_TRUE = (
    0.0, 0.0017323736449753884, 0.011164323816587312, 0.024801139120270405, 0.04388290623501678, 0.0668466383751375,
    0.09209133056430197, 0.11889225601406303, 0.1459327286703131, 0.1733927268257646, 0.2005058289988357,
    0.2267189624318535, 0.2536637060437157, 0.27989824096815036, 0.30695586143914916, 0.3345163338618365,
    0.36031442773886807, 0.3885420695016102, 0.41430031105601195, 0.44243582015170074, 0.47039868491929265,
    0.4990682776854205, 0.5273175833510416, 0.555938113726749, 0.585159036709118, 0.6129590470154648,
    0.6409352548191202, 0.6707206166148536, 0.6989959078144381, 0.7289132758784632, 0.7569434936604126,
    0.7845561268869018, 0.8144633928105804, 0.8439070777127464, 0.871707400147378, 0.8978193646891625,
    0.9231937968205983, 0.9450590749367218, 0.9644418025293802, 0.9779384550953888, 1.0,
)  # fmt: skip

_LOGS = [0.0] * (MERGE_DAYS + 1) + [log(days - MERGE_DAYS) for days in range(MERGE_DAYS + 1, 4000)]
_WEIGHTS = tuple(
    _FADE**age for age in range(150)
)  # of gaps, newest first; what is older weighs less than 1e-10
_WEIGHED = tuple(accumulate(_WEIGHTS, initial=0.0))  # how much so many gaps weigh together


def gaps(days: Iterable[int]) -> list[int]:
    """The silences between conversations in whole days, oldest first. `days`: of touches, ascending, in any numbers."""
    return [after - before for before, after in pairwise(days) if after - before > MERGE_DAYS]


def logs(own: Iterable[int]) -> list[float]:
    """Gaps as the model sees them: the logarithm of the days beyond a conversation's own three."""
    return [_LOGS[gap] if gap < len(_LOGS) else log(gap - MERGE_DAYS) for gap in own]


def mailbox_rhythm(total: float, count: int) -> float:
    """Where the logarithms of the gaps of a whole mailbox lie; `total` of so many of them."""
    return (_N0 * _M0 + total) / (_N0 + count)


class Odds(NamedTuple):
    """What is known of one rhythm. Times are days of silence. `gaps`: how many it was learned from."""

    m: float
    sd: float
    nu: float
    gaps: int
    typical: float

    def back(self, silence: float) -> float:
        """The share of silences that are over within so many days; also how overdue this one is, 0 to 1."""
        if silence <= MERGE_DAYS:
            return 0.0
        return _recalibrated(cdf((log(silence - MERGE_DAYS) - self.m) / self.sd, self.nu))

    def quiet(self, days: float, silence: float) -> float:
        """How likely the next `days` stay quiet too, when it has been quiet for `silence` days."""
        return still_quiet(self.back(silence), self.back(silence + days))

    def fortnight(self, silence: float) -> float:
        """`quiet` of the next two weeks as it turns out to be: the plain figure is too low in the middle. Fitted to
        half the mailboxes of two public networks; on the others it is off by .016 and .052, the plain one by more."""
        plain = self.quiet(FORTNIGHT, silence)
        return plain / (plain + (1.0 - plain) * _TOO_LOW)

    def within(self, share: float) -> float:
        """The days within which this share (0 < share < 1) of silences are over."""
        return exp(self.m + self.sd * quantile(_uncalibrated(share), self.nu)) + MERGE_DAYS


def still_quiet(over: float, over_later: float) -> float:
    """How likely a silence lasts on, from the shares of silences that are over by now and by a later day."""
    return (1.0 - over_later) / (1.0 - over) if over < 1.0 else 1.0


def learn(own: Sequence[int], xs: Sequence[float], mu: float) -> Odds:
    """The odds of one person. `own`: their gaps in days, oldest first, `xs` their logs; `mu`: the mailbox's rhythm."""
    newest = xs[: -len(_WEIGHTS) - 1 : -1]
    n = _WEIGHED[len(newest)]
    total = sum(map(mul, _WEIGHTS, newest))
    nu, k = _NU0 + n, _K0 + n
    spread = _NU0 * _S0 * _S0
    if newest:
        mean = total / n
        spread += max(0.0, sum(map(mul, _WEIGHTS, map(mul, newest, newest))) - n * mean * mean)
        spread += _K0 * n / k * (mean - mu) ** 2
    m = (_K0 * mu + total) / k
    typical = float(median(own)) if len(own) >= TELLING else exp(m) + MERGE_DAYS
    return Odds(m, sqrt(spread / nu * (1 + 1 / k)), nu, len(own), typical)


def strength(ages: Iterable[int], half_life: float = HALF_LIFE) -> float:
    """How much there has been between two people. `ages`: of the days with a touch, in whole days, 0 or more."""
    return sum(map(_halved(half_life).__getitem__, ages))


class _Halved(dict[int, float]):
    """What a touch counts by its age in days, reckoned once for each age."""

    def __init__(self, half_life: float) -> None:
        super().__init__()
        self._half_life = half_life

    def __missing__(self, age: int) -> float:
        self[age] = 0.5 ** (age / self._half_life)
        return self[age]


_halved = cache(_Halved)


def _recalibrated(share: float) -> float:
    step = min(int(share / _STEP), len(_TRUE) - 2)
    low, high = _TRUE[step], _TRUE[step + 1]
    return low + (high - low) * (share / _STEP - step)


def _uncalibrated(share: float) -> float:
    step = min(bisect_right(_TRUE, share), len(_TRUE) - 1) - 1
    low, high = _TRUE[step], _TRUE[step + 1]
    return (step + (share - low) / (high - low)) * _STEP
