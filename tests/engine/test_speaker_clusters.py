"""Clustering: what always holds of merging, and that memory does not grow."""

from __future__ import annotations

import numpy as np
import pytest
from fast_transcribe.speakers.clusters import NONE, Gathered, Groups, join_light, merge
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray


def random_groups(seed: int, count: int, people: int = 4) -> Groups:
    """Vectors near one of a few directions, and weights of 0.4 to 4 s."""
    draw = np.random.default_rng(seed)
    directions = draw.normal(0, 1, (people, 192))
    vectors = directions[draw.integers(0, people, count)] + draw.normal(0, 1, (count, 192))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    weights = draw.uniform(0.4, 4, count).astype(np.float32)
    return Groups((vectors * weights[:, None]).astype(np.float32), weights)


def alike(groups: Groups) -> NDArray[np.float32]:
    """Mean cosines of all pairs of groups; of one with itself -inf."""
    means = groups.sums / groups.weights[:, None]
    cosines = means @ means.T
    np.fill_diagonal(cosines, -np.inf)
    return cosines


many = given(seed=st.integers(0, 10**6), count=st.integers(1, 40))


@many
def test_merging_loses_nothing(seed: int, count: int) -> None:
    groups = random_groups(seed, count)
    merged = merge(groups, same=0.3)
    np.testing.assert_allclose(merged.sums.sum(axis=0), groups.sums.sum(axis=0), atol=1e-3)
    assert merged.weights.sum() == pytest.approx(groups.weights.sum(), rel=1e-5)


@many
def test_no_two_groups_that_are_left_are_the_same(seed: int, count: int) -> None:
    merged = merge(random_groups(seed, count), same=0.3)
    assert alike(merged).max() < 0.3 + 1e-5


@many
def test_the_result_is_that_of_comparing_all_pairs_at_each_step(seed: int, count: int) -> None:
    groups = random_groups(seed, count)
    plain = [(groups.sums[i : i + 1], groups.weights[i : i + 1]) for i in range(count)]
    while len(plain) > 1:
        so_far = Groups(
            np.concatenate([s for s, _ in plain]), np.concatenate([w for _, w in plain])
        )
        cosines = alike(so_far)
        if cosines.max() < 0.3:
            break
        i, j = sorted(divmod(int(cosines.argmax()), len(plain)))
        (sums, weights), (more, weight) = plain[i], plain.pop(j)
        plain[i] = sums + more, weights + weight
    merged = merge(groups, same=0.3)
    assert sorted(merged.weights.tolist()) == pytest.approx(
        sorted(float(w[0]) for _, w in plain), rel=1e-4
    )


@many
def test_a_stricter_threshold_leaves_no_fewer_groups(seed: int, count: int) -> None:
    groups = random_groups(seed, count)
    assert len(merge(groups, same=0.6)) >= len(merge(groups, same=0.3))


@many
def test_at_most_so_many_are_left(seed: int, count: int) -> None:
    assert len(merge(random_groups(seed, count), at_most=3)) == min(count, 3)


def test_of_nothing_comes_nothing() -> None:
    assert len(merge(NONE, same=0.5)) == 0
    assert len(join_light(NONE, 5.0, same=0.5, at_least=1)) == 0
    assert len(NONE.largest(3)) == 0


@given(seed=st.integers(0, 10**6), count=st.integers(1, 40), at_least=st.integers(1, 5))
def test_light_groups_are_joined_while_they_are_alike(seed: int, count: int, at_least: int) -> None:
    groups, weight, same = random_groups(seed, count), 3.0, 0.2
    joined = join_light(groups, weight, same, at_least)
    np.testing.assert_allclose(joined.sums.sum(axis=0), groups.sums.sum(axis=0), atol=1e-3)
    assert joined.weights.sum() == pytest.approx(groups.weights.sum(), rel=1e-5)
    assert len(joined) >= min(at_least, count)
    assert (joined.weights >= weight).sum() >= (groups.weights >= weight).sum()
    if len(joined) > at_least:
        cosines = joined.centroids() @ joined.centroids().T
        np.fill_diagonal(cosines, -np.inf)
        assert all(
            c < same + 1e-5 for c in cosines[joined.weights < weight].max(axis=1, initial=-1)
        )


@many
def test_nobody_heavy_is_joined_to_another(seed: int, count: int) -> None:
    groups = random_groups(seed, count)
    lightest = float(groups.weights.min())
    assert len(join_light(groups, lightest, same=-1.0, at_least=1)) == count
    assert len(join_light(groups, 1e9, same=-1.0, at_least=1)) == 1


@many
def test_the_largest_are_the_heaviest_first(seed: int, count: int) -> None:
    groups = random_groups(seed, count)
    largest = groups.largest(3)
    assert largest.weights.tolist() == sorted(groups.weights.tolist(), reverse=True)[:3]
    where = [groups.weights.tolist().index(w) for w in largest.weights.tolist()]
    np.testing.assert_array_equal(largest.sums, groups.sums[where])


def test_memory_does_not_grow_and_people_stay_apart() -> None:
    people = random_groups(7, 300, people=3)
    gathered = Gathered(most=50)
    for sums, weight in zip(people.sums, people.weights, strict=True):
        gathered.add(sums / weight, float(weight))
        assert len(gathered.groups) <= 50
    assert gathered.groups.weights.sum() == pytest.approx(people.weights.sum(), rel=1e-4)
    assert len(merge(gathered.groups, same=0.3)) == 3
