"""Places for the nodes of a network: linked ones near each other, all others apart."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
ROUNDS = 200
REPULSION, GRAVITY = 2.0, 1.0
TOLERANCE, SLOWEST, RISE = 1.0, 0.1, 1.5  # of swinging; the paper's k_s; and how fast the speed may rise
FARTHEST = 10.0  # that a node may move in a round


def place_nodes(weights: npt.ArrayLike, seed: int, rounds: int = ROUNDS) -> Values:
    """Return a place (x, y) a node, from the symmetric matrix of the links' weights, zero where there is none.

    Links pull with their weight and length, nodes push each other off by their numbers of links over the distance,
    and gravity holds all together; a node that swings to and fro is slowed down. Written without a third axis of the
    pairs, which a general layout pays for.

    Source: Jacomy, Venturini, Heymann and Bastian (2014), ForceAtlas2, PLoS ONE 9:e98679.
    """
    pull = np.asarray(weights, dtype=float)
    mass = (pull > 0).sum(axis=1) + 1.0
    push = REPULSION * np.outer(mass, mass)
    places = np.random.default_rng(seed).random((len(mass), 2))
    before, speed = np.zeros_like(places), 1.0
    room = np.empty((4, *pull.shape))  # asking the system for it anew in each round takes as long as the sums
    for _ in range(rounds):
        force = _sum_forces(places, pull, push, room) - GRAVITY * mass[:, None] * _directions(
            places - places.mean(axis=0)
        )
        swing, traction = np.hypot(*(force - before).T), np.hypot(*(force + before).T) / 2
        swings = float((mass * swing).sum())
        target = TOLERANCE * float((mass * traction).sum()) / swings if swings else speed
        speed = min(target, RISE * speed)
        length = np.hypot(*force.T)
        step = SLOWEST * speed / (1 + speed * np.sqrt(swing))
        step = np.minimum(step, FARTHEST / np.where(length > 0, length, 1))
        places = places + step[:, None] * force
        before = force
    return places


def _sum_forces(places: Values, pull: Values, push: Values, room: Values) -> Values:
    """Sum for each node what links and the other nodes do to it; `room` holds four matrices to work in."""
    (x, y, factor), forces = room[:3], np.empty_like(places)
    for distances, column in zip((x, y), places.T, strict=True):
        np.subtract(column[:, None], column[None, :], out=distances)
    np.multiply(x, x, out=factor)
    factor += np.multiply(y, y, out=room[3])
    np.fill_diagonal(factor, 1)
    np.maximum(factor, 1e-12, out=factor)
    np.divide(push, factor, out=factor)
    factor -= pull
    for axis, distances in enumerate((x, y)):
        np.einsum("ij,ij->i", factor, distances, out=forces[:, axis])
    return forces


def _directions(vectors: Values) -> Values:
    lengths = np.hypot(*vectors.T)[:, None]
    directions: Values = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return directions
