/* engine -- see engine.h; link/settle.c has the other half. */
#include "link/engine.h"

#include "link/model.h"
#include "link/sort.h"
#include "link/workspace.h"

#define ALIGNED(n) (((n) + 63) / 64 * 64)

size_t
link_engine_size(void)
{
    return ALIGNED(sizeof(struct link_engine)) +
           link_clustering_size(LINK_PART_SIGNALS, LINK_PART_ROOM);
}

struct link_engine *
link_engine_init(void *memory, struct link_book *book,
                 const struct link_model *situation,
                 const struct link_model *same)
{
    struct link_engine *engine = memory;

    engine->book = book;
    engine->situation = situation;
    engine->same = same;
    engine->part.book = book;
    engine->part.signals_max = LINK_PART_SIGNALS;
    engine->part.ties_max = LINK_PART_TIES;
    engine->glue = (struct link_glue){.vertices = engine->glue_vertices,
                                      .tellers = engine->glue_tellers};
    touched_init(&engine->touched);
    engine->clustering =
        link_clustering_init((char *)memory + ALIGNED(sizeof *engine),
                             LINK_PART_SIGNALS, LINK_PART_ROOM);
    return engine;
}

/* --- the lists --- */

static void
partner_add(struct link_engine *engine, int64_t node)
{
    engine->partners[engine->partners_n++] =
        (struct partner){.node = node, .support = 1};
}

static void
move_add(struct link_engine *engine, int64_t a, int64_t b)
{
    engine->moves[engine->moves_n++] =
        (struct move){.a = a < b ? a : b, .b = a < b ? b : a, .support = 1};
}

static int
compare_partners(const void *a, const void *b)
{
    const struct partner *x = a, *y = b;

    return LINK_COMPARE(x->node, y->node);
}

static int
compare_moves(const void *a, const void *b)
{
    const struct move *x = a, *y = b;

    return x->a != y->a ? LINK_COMPARE(x->a, y->a) : LINK_COMPARE(x->b, y->b);
}

/* Who is within W places of the record in a list, and which two its coming or
 * going puts across the border of W places: the i-th before it and the
 * (W - 1 - i)-th after it. */
static enum rc
look_around(struct link_engine *engine, uint64_t key)
{
    const struct link_book *book = engine->book;
    size_t window = engine->situation->window, before_n = 0, after_n = 0;
    enum rc rc =
        book->neighbours(book->self, key, &engine->one.place, window,
                         engine->before, &before_n, engine->after, &after_n);

    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < before_n; i++)
        partner_add(engine, engine->before[i].node);
    for (size_t i = 0; i < after_n; i++)
        partner_add(engine, engine->after[i].node);
    for (size_t i = 0; i < before_n; i++) {
        if (window - 1 - i < after_n)
            move_add(engine, engine->before[i].node,
                     engine->after[window - 1 - i].node);
    }
    return RC_OK;
}

static void
add_up_partners(struct link_engine *engine)
{
    struct partner *partners = engine->partners;
    size_t n = 0;

    link_sort(partners, engine->partners_n, sizeof partners[0],
              compare_partners);
    for (size_t i = 0; i < engine->partners_n; i++) {
        if (n > 0 && partners[n - 1].node == partners[i].node)
            partners[n - 1].support++;
        else
            partners[n++] = partners[i];
    }
    engine->partners_n = n;
}

static void
add_up_moves(struct link_engine *engine)
{
    struct move *moves = engine->moves;
    size_t n = 0;

    link_sort(moves, engine->moves_n, sizeof moves[0], compare_moves);
    for (size_t i = 0; i < engine->moves_n; i++) {
        if (n > 0 && compare_moves(&moves[n - 1], &moves[i]) == 0)
            moves[n - 1].support++;
        else
            moves[n++] = moves[i];
    }
    engine->moves_n = n;
}

static enum rc
look_around_all(struct link_engine *engine)
{
    enum rc rc = RC_OK;

    engine->partners_n = engine->moves_n = 0;
    if (engine->situation->window == 0 ||
        engine->situation->window > LINK_WINDOW_MAX)
        return RC_INVALID;
    for (size_t i = 0; rc == RC_OK && i < engine->one.keys_n; i++)
        rc = look_around(engine, engine->one.keys[i]);
    if (rc != RC_OK)
        return rc;
    add_up_partners(engine);
    add_up_moves(engine);
    size_t most = 1 + engine->partners_n + 2 * engine->moves_n;

    return engine->touched.n > 0 &&
                   engine->touched.n + most > LINK_TOUCHED_BEFORE
               ? RC_AGAIN
               : RC_OK;
}

/* --- pairs --- */

/* There is room: look_around_all() saw to it. */
static void
touch(struct link_engine *engine, int64_t node)
{
    (void)touched_add(&engine->touched, node);
}

static struct link_pair
compare(const struct link_engine *engine, const struct link_record *a,
        const struct link_record *b, int32_t support)
{
    struct link_pair pair = {.a = a->place.node,
                             .b = b->place.node,
                             .support = support,
                             .same_mb = INT32_MIN};
    struct link_score score;

    link_score(engine->situation, a, b, &score);
    pair.total_mb = score.total_mb;
    pair.outcome = (uint8_t)score.outcome;
    pair.edge_mb = link_edge(engine->situation, &score);
    /* One organisation's two signals are two observations. */
    if (a->organisation != b->organisation) {
        link_score(engine->same, a, b, &score);
        if (!score.contradicting)
            pair.same_mb = score.total_mb;
    }
    return pair;
}

/* Whether a pair matters depends on its two records alone: one that is not kept
 * never was, however many lists the two are close in. */
static enum rc
keep(const struct link_engine *engine, const struct link_pair *pair)
{
    if (!link_pair_matters(pair))
        return RC_OK;
    return engine->book->pair_put(engine->book->self, pair);
}

/* A pair between two others has come or gone.  Unless it is strong, that
 * matters only where both are looked at together. */
static enum rc
touch_pair(struct link_engine *engine, const struct link_pair *pair)
{
    const struct link_book *book = engine->book;
    struct link_standing a, b;
    enum rc rc;

    if (pair->edge_mb == 0 && pair->same_mb < LINK_SAME_MB)
        return RC_OK;
    if (pair->edge_mb < 0 || pair->edge_mb == 0) {
        if ((rc = book->standing_get(book->self, pair->a, &a)) != RC_OK ||
            (rc = book->standing_get(book->self, pair->b, &b)) != RC_OK)
            return rc;
        if (a.part != b.part && (a.raised_mb == 0 || b.raised_mb == 0))
            return RC_OK;
    }
    touch(engine, pair->a);
    touch(engine, pair->b);
    return RC_OK;
}

static enum rc
pair_with(struct link_engine *engine, const struct partner *partner)
{
    const struct link_book *book = engine->book;
    enum rc rc = book->record_get(book->self, partner->node, &engine->other);

    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_FATAL : rc;
    struct link_pair pair =
        compare(engine, &engine->one, &engine->other, partner->support);

    if (pair.edge_mb > 0)
        touch(engine, partner->node);
    return keep(engine, &pair);
}

/* They are W + 1 places apart now. */
static enum rc
retire(struct link_engine *engine, const struct move *move)
{
    const struct link_book *book = engine->book;
    struct link_pair pair;
    enum rc rc = book->pair_get(book->self, move->a, move->b, &pair);

    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    if (pair.support < move->support)
        return RC_FATAL;
    pair.support -= move->support;
    if (pair.support > 0)
        return book->pair_put(book->self, &pair);
    if ((rc = touch_pair(engine, &pair)) != RC_OK)
        return rc;
    return book->pair_drop(book->self, move->a, move->b);
}

/* They are W places apart again. */
static enum rc
bring_back(struct link_engine *engine, const struct move *move)
{
    const struct link_book *book = engine->book;
    struct link_pair pair;
    enum rc rc = book->pair_get(book->self, move->a, move->b, &pair);

    if (rc == RC_OK) {
        pair.support += move->support;
        return book->pair_put(book->self, &pair);
    }
    if (rc != RC_NOT_FOUND)
        return rc;
    if ((rc = book->record_get(book->self, move->a, &engine->one)) != RC_OK ||
        (rc = book->record_get(book->self, move->b, &engine->other)) != RC_OK)
        return rc == RC_NOT_FOUND ? RC_FATAL : rc;
    pair = compare(engine, &engine->one, &engine->other, move->support);
    if ((rc = touch_pair(engine, &pair)) != RC_OK)
        return rc;
    return keep(engine, &pair);
}

struct gathering {
    struct link_engine *engine;
    int64_t node;
    bool too_many;
};

static bool
gather_partner(const struct link_pair *pair, void *arg)
{
    struct gathering *gathering = arg;
    struct link_engine *engine = gathering->engine;

    if (engine->partners_n == PARTNERS_MAX) {
        gathering->too_many = true;
        return false;
    }
    engine->partners[engine->partners_n++] =
        (struct partner){.node = pair->a == gathering->node ? pair->b : pair->a,
                         .support = pair->support,
                         .edge_mb = pair->edge_mb};
    return true;
}

enum rc
partners_of(struct link_engine *engine, int64_t node)
{
    const struct link_book *book = engine->book;
    struct gathering gathering = {engine, node, false};
    enum rc rc;

    engine->partners_n = 0;
    rc = book->pairs_of(book->self, node, gather_partner, &gathering);
    return rc == RC_OK && gathering.too_many ? RC_FATAL : rc;
}

/* --- one record --- */

enum rc
link_insert(struct link_engine *engine, const struct link_record *record)
{
    const struct link_book *book = engine->book;
    struct link_standing standing;
    enum rc rc = book->standing_get(book->self, record->place.node, &standing);

    if (rc != RC_NOT_FOUND)
        return rc == RC_OK ? RC_DUP : rc;
    engine->one = *record;
    if ((rc = look_around_all(engine)) != RC_OK ||
        (rc = book->record_put(book->self, record)) != RC_OK)
        return rc;
    for (size_t i = 0; rc == RC_OK && i < record->keys_n; i++)
        rc = book->posting_put(book->self, record->keys[i], &record->place);
    for (size_t i = 0; rc == RC_OK && i < engine->partners_n; i++)
        rc = pair_with(engine, &engine->partners[i]);
    for (size_t i = 0; rc == RC_OK && i < engine->moves_n; i++)
        rc = retire(engine, &engine->moves[i]);
    touch(engine, record->place.node);
    return rc;
}

/* All its pairs, whatever list they are from. */
static enum rc
end_pairs(struct link_engine *engine, int64_t node)
{
    const struct link_book *book = engine->book;
    enum rc rc = partners_of(engine, node);

    for (size_t i = 0; rc == RC_OK && i < engine->partners_n; i++) {
        if (engine->partners[i].edge_mb > 0)
            touch(engine, engine->partners[i].node);
        rc = book->pair_drop(book->self, node, engine->partners[i].node);
    }
    return rc;
}

enum rc
link_remove(struct link_engine *engine, int64_t node)
{
    const struct link_book *book = engine->book;
    struct link_standing standing;
    enum rc rc = book->standing_get(book->self, node, &standing);

    if (rc != RC_OK ||
        (rc = book->record_get(book->self, node, &engine->one)) != RC_OK ||
        (rc = look_around_all(engine)) != RC_OK ||
        (rc = end_pairs(engine, node)) != RC_OK)
        return rc;
    for (size_t i = 0; rc == RC_OK && i < engine->one.keys_n; i++)
        rc = book->posting_drop(book->self, engine->one.keys[i],
                                &engine->one.place);
    if (rc != RC_OK || (rc = book->record_drop(book->self, node)) != RC_OK)
        return rc;
    for (size_t i = 0; rc == RC_OK && i < engine->moves_n; i++)
        rc = bring_back(engine, &engine->moves[i]);
    struct link_touch *gone = touched_add(&engine->touched, node);

    /* The first of several in one transaction is what others know. */
    if (gone != NULL && gone->was == 0)
        gone->was = standing.cluster;
    return rc;
}

enum rc
link_touch(struct link_engine *engine, int64_t node)
{
    if (engine->touched.n >= LINK_TOUCHED_BEFORE)
        return RC_AGAIN;
    touch(engine, node);
    return RC_OK;
}
