"""Student's t distribution, by the incomplete beta function: the little that judging needs of it, without SciPy.

The continued fraction is Lentz's (NIST Digital Library of Mathematical Functions, 8.17.22); right to about 1e-11.
"""

from math import exp, lgamma, log, log1p

_ENOUGH = 1e-12
_HALVINGS = 40
_TINY = 1e-300
_MOST_TERMS = 500


def cdf(t: float, degrees: float) -> float:
    """The chance that a Student variable with `degrees` (> 0) of freedom stays at or below `t`."""
    tail = 0.5 * _beta_share(degrees / (degrees + t * t), degrees / 2, 0.5)
    return 1.0 - tail if t > 0 else tail


def quantile(share: float, degrees: float) -> float:
    """The value that a Student variable stays below with the chance `share` (0 < share < 1)."""
    if share < 0.5:
        return -quantile(1.0 - share, degrees)
    low, high = 0.0, 1.0
    while cdf(high, degrees) < share:
        low, high = high, high * 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if cdf(middle, degrees) < share else (low, middle)
    return (low + high) / 2


def _beta_share(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b)."""
    if x <= 0.0 or x >= 1.0:
        return 0.0 if x <= 0.0 else 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):  # where the fraction converges fast
        return front * _fraction(x, a, b) / a
    return 1.0 - front * _fraction(1.0 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1.0 / ((1.0 - (a + b) * x / (a + 1)) or _TINY)
    found = d
    for n in range(1, _MOST_TERMS):
        even = a + 2 * n
        term = n * (b - n) * x / ((even - 1) * even)
        d = 1.0 / ((1.0 + term * d) or _TINY)
        c = (1.0 + term / c) or _TINY
        found *= c * d
        term = -(a + n) * (a + b + n) * x / (even * (even + 1))
        d = 1.0 / ((1.0 + term * d) or _TINY)
        c = (1.0 + term / c) or _TINY
        step = c * d
        found *= step
        if -_ENOUGH < step - 1.0 < _ENOUGH:
            break
    return found
