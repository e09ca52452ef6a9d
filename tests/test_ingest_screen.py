"""Two steps find what one would."""

import numpy as np

from ingest.screen import AT_LEAST_IN_FULL, IN_FULL, SHORT, Screen

FAR_MORE = 20 * AT_LEAST_IN_FULL


def unit(vectors: np.ndarray) -> np.ndarray:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True), dtype=np.float32)


def like_embeddings(count: int, seed: int) -> np.ndarray:
    """Most of their length lies in a third of their directions, as that of real embeddings."""
    chance = np.random.default_rng(seed)
    strength = np.exp(-np.arange(384) / SHORT)
    return unit(chance.normal(size=(count, 384)) * strength)


def test_the_nearest_are_found_with_their_exact_products() -> None:
    vectors = like_embeddings(FAR_MORE, seed=1)
    screen = Screen(vectors)
    found = 0
    for asked in like_embeddings(50, seed=2):
        rows, products = screen.nearest(asked, 20)
        assert np.allclose(products, vectors[rows] @ asked, atol=1e-6)
        best = rows[np.argsort(-products)[:20]]
        found += len(set(best) & set(np.argsort(-(vectors @ asked))[:20]))
    assert found >= 0.99 * 50 * 20


def test_of_a_table_that_is_short_all_rows_are_compared() -> None:
    vectors = like_embeddings(AT_LEAST_IN_FULL, seed=1)
    rows, products = Screen(vectors).nearest(vectors[3], 5)
    assert list(rows) == list(range(len(vectors)))
    assert products.argmax() == 3


def test_more_are_compared_where_more_are_looked_for() -> None:
    count = AT_LEAST_IN_FULL
    rows, _ = Screen(like_embeddings(FAR_MORE, seed=1)).nearest(like_embeddings(1, seed=2)[0], count)
    assert len(set(rows)) == IN_FULL * count
