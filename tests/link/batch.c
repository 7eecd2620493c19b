/* batch -- see batch.h.  Matrices and loops, so that it is seen to be right. */
#include "batch.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "batch_sheet.h"
#include "contraction.h"
#include "link/score.h"
#include "unglue.h"

#define UNGLUE_ROUNDS 4
#define LAST_RAISE    33 /* from here on decisions alone */

static int
by_order(const void *a, const void *b)
{
    const struct link_record *const *x = a, *const *y = b;

    return (*x)->place.order < (*y)->place.order ? -1 : 1;
}

/* --- what is partitioned at once --- */

static size_t
place_of(const struct sheet *s, int64_t node)
{
    size_t i = 0;

    while (s->nodes[i] != node)
        i++;
    return i;
}

static int64_t
raised(const struct sheet *s, size_t i, size_t j, size_t raises)
{
    int32_t edge = i < s->n && j < s->n ? s->edge[i * s->n + j] : 0;

    if (raises >= LAST_RAISE)
        return 0;
    if (edge <= 0)
        return edge;
    return edge > (int32_t)raises * 1000 ? edge - (int64_t)raises * 1000 : 0;
}

/* component[i] of the unsettled: the lowest they hang together with. */
static void
find_components(struct sheet *s, size_t raises)
{
    bool changed = true;

    for (size_t i = 0; i < s->all; i++) {
        if (!s->settled[i])
            s->component[i] = i;
    }
    while (changed) {
        changed = false;
        for (size_t i = 0; i < s->n; i++) {
            for (size_t j = 0; j < s->n; j++) {
                if (!s->settled[i] && s->component[j] < s->component[i] &&
                    raised(s, i, j, raises) > 0) {
                    s->component[i] = s->component[j];
                    changed = true;
                }
            }
        }
        for (size_t d = 0; d < s->batch->decisions_n; d++) {
            const struct link_decision *decision = &s->batch->decisions[d];
            size_t a = place_of(s, decision->a), b = place_of(s, decision->b);
            size_t least = s->component[a] < s->component[b] ? s->component[a]
                                                             : s->component[b];

            if (decision->kind != LINK_TOGETHER || s->settled[a] ||
                s->component[a] == s->component[b])
                continue;
            s->component[a] = s->component[b] = least;
            changed = true;
        }
    }
}

static bool
fits(const struct sheet *s, const size_t *in, size_t n, size_t raises)
{
    size_t ties = 0;

    for (size_t x = 0; x < n; x++) {
        for (size_t y = x + 1; y < n; y++) {
            if (in[x] < s->n && in[y] < s->n &&
                (raised(s, in[x], in[y], raises) != 0 ||
                 s->same[in[x] * s->n + in[y]] >= SAME_FROM_MB))
                ties++;
        }
    }
    for (size_t d = 0; d < s->batch->decisions_n; d++) {
        const struct link_decision *decision = &s->batch->decisions[d];
        size_t a = place_of(s, decision->a), b = place_of(s, decision->b);

        if (decision->kind != LINK_UNSURE && s->component[a] == in[0] &&
            s->component[b] == in[0])
            ties++;
    }
    return raises >= LAST_RAISE ||
           (n <= s->batch->signals_max && ties <= s->batch->ties_max);
}

/* --- partitioning --- */

static void
load(const struct sheet *s, const size_t *in, size_t raises,
     struct contraction *c)
{
    for (size_t x = 0; x < c->n; x++) {
        c->into[x] = x;
        for (size_t y = x + 1; y < c->n; y++) {
            int64_t weight = raised(s, in[x], in[y], raises);
            bool same = in[x] < s->n && in[y] < s->n && raises < LAST_RAISE &&
                        s->same[in[x] * s->n + in[y]] >= SAME_FROM_MB;

            if (weight != 0 || same)
                contraction_tie(c, x, y, weight);
        }
    }
    for (size_t d = 0; d < s->batch->decisions_n; d++) {
        const struct link_decision *decision = &s->batch->decisions[d];
        size_t a = place_of(s, decision->a), b = place_of(s, decision->b);
        size_t x = 0, y = 0;

        if (decision->kind == LINK_UNSURE || s->component[a] != in[0] ||
            s->component[b] != in[0])
            continue;
        while (in[x] != a)
            x++;
        while (in[y] != b)
            y++;
        if (decision->kind == LINK_TOGETHER)
            contraction_tie(c, x, y, INT64_C(1) << 40);
        else if (raises < LAST_RAISE)
            contraction_tie(c, x, y, -(INT64_C(1) << 50));
    }
}

/* Two with a partner in common that nothing was said about. */
static void
contrast(const struct sheet *s, const size_t *in, size_t raises,
         struct contraction *c)
{
    bool *before = need(c->n * c->n, sizeof(bool));

    memcpy(before, c->tied, c->n * c->n * sizeof(bool));
    for (size_t x = 0; x < c->n; x++) {
        for (size_t y = x + 1; y < c->n; y++) {
            bool common = false;
            struct link_score score;

            for (size_t z = 0; z < c->n; z++)
                common = common || (z != x && z != y &&
                                    raised(s, in[x], in[z], raises) > 0 &&
                                    raised(s, in[y], in[z], raises) > 0);
            if (!common || before[x * c->n + y])
                continue;
            link_score(s->batch->situation, s->records[in[x]],
                       s->records[in[y]], &score);
            int32_t edge = link_edge(s->batch->situation, &score);

            if (edge < 0)
                contraction_tie(c, x, y, edge);
        }
    }
    free(before);
}

/* cluster[x] is the lowest it belongs together with. */
static void
contract(const struct sheet *s, const size_t *in, size_t raises,
         struct unglue *u)
{
    size_t n = u->n;
    struct contraction c = {.n = n,
                            .weight = need(n * n, sizeof(int64_t)),
                            .tied = need(n * n, sizeof(bool)),
                            .gone = need(n, sizeof(bool)),
                            .into = need(n, sizeof(size_t))};

    load(s, in, raises, &c);
    if (n <= s->batch->situation->contrast)
        contrast(s, in, raises, &c);
    for (size_t x = 0; x < n; x++) {
        for (size_t y = x + 1; y < n; y++) {
            if (u->extra[x * n + y] != 0)
                contraction_tie(&c, x, y, u->extra[x * n + y]);
        }
    }
    contraction_do(&c);
    for (size_t x = 0; x < n; x++) {
        u->cluster[x] = 0;
        while (c.into[u->cluster[x]] != c.into[x])
            u->cluster[x]++;
    }
    free(c.weight);
    free(c.tied);
    free(c.gone);
    free(c.into);
}

/* What evidence and people tie. */
static void
load_unglue(const struct sheet *s, const size_t *in, size_t raises,
            struct unglue *u)
{
    for (size_t x = 0; x < u->n; x++) {
        if (in[x] < s->n)
            u->organisation[x] = s->records[in[x]]->organisation;
        for (size_t y = 0; y < u->n; y++) {
            u->holds[x * u->n + y] = raised(s, in[x], in[y], raises) > 0;
            for (size_t d = 0; d < s->batch->decisions_n; d++) {
                const struct link_decision *decision = &s->batch->decisions[d];
                size_t a = place_of(s, decision->a),
                       b = place_of(s, decision->b);

                if (decision->kind == LINK_TOGETHER &&
                    ((a == in[x] && b == in[y]) || (a == in[y] && b == in[x])))
                    u->pinned[x * u->n + y] = true;
            }
        }
    }
}

static void
partition(struct sheet *s, const size_t *in, size_t n, size_t raises)
{
    struct unglue u;

    unglue_open(&u, n);
    load_unglue(s, in, raises, &u);
    contract(s, in, raises, &u);
    for (int round = 0;
         round < UNGLUE_ROUNDS && raises < LAST_RAISE && unglue_do(&u); round++)
        contract(s, in, raises, &u);
    for (size_t x = 0; x < n; x++) {
        s->cluster[in[x]] = in[u.cluster[x]];
        s->settled[in[x]] = true;
        s->sizes.raised += raises > 0;
    }
    unglue_close(&u);
}

static void
partition_all(struct sheet *s)
{
    size_t *in = need(s->all, sizeof in[0]);

    for (size_t raises = 0; raises <= LAST_RAISE; raises++) {
        find_components(s, raises);
        for (size_t first = 0; first < s->all; first++) {
            size_t n = 0;

            if (s->settled[first] || s->component[first] != first)
                continue;
            for (size_t i = first; i < s->all; i++) {
                if (!s->settled[i] && s->component[i] == first)
                    in[n++] = i;
            }
            if (fits(s, in, n, raises))
                partition(s, in, n, raises);
            /* What is settled hangs together with nothing any more. */
            for (size_t x = 0; x < n && s->settled[in[x]]; x++)
                s->component[in[x]] = SIZE_MAX;
        }
    }
    free(in);
}

/* --- observations --- */

/* The best partner of i in an organisation, within its cluster. */
static size_t
best_partner(const struct sheet *s, size_t i, int64_t organisation)
{
    size_t best = SIZE_MAX;

    for (size_t j = 0; j < s->n; j++) {
        int32_t same = s->same[i * s->n + j];

        if (j != i && s->records[j]->organisation == organisation &&
            s->cluster[j] == s->cluster[i] && same >= SAME_FROM_MB &&
            (best == SIZE_MAX || same > s->same[i * s->n + best]))
            best = j;
    }
    return best;
}

static void
find_observations(struct sheet *s)
{
    bool changed = true;

    for (size_t i = 0; i < s->n; i++)
        s->observation[i] = i;
    while (changed) {
        changed = false;
        for (size_t i = 0; i < s->n; i++) {
            for (int64_t organisation = 0; organisation < 16; organisation++) {
                size_t j = best_partner(s, i, organisation);

                if (j == SIZE_MAX || s->observation[i] == s->observation[j] ||
                    best_partner(s, j, s->records[i]->organisation) != i)
                    continue;
                if (s->observation[j] < s->observation[i])
                    s->observation[i] = s->observation[j];
                else
                    s->observation[j] = s->observation[i];
                changed = true;
            }
        }
    }
}

/* --- and all of it --- */

static void
open_sheet(struct sheet *s, const struct batch *batch)
{
    size_t most = batch->n + 2 * batch->decisions_n,
           cells = batch->n * batch->n;

    *s = (struct sheet){.batch = batch,
                        .n = batch->n,
                        .records = need(batch->n, sizeof s->records[0]),
                        .nodes = need(most, sizeof s->nodes[0]),
                        .support = need(cells, sizeof s->support[0]),
                        .total = need(cells, sizeof s->total[0]),
                        .edge = need(cells, sizeof s->edge[0]),
                        .same = need(cells, sizeof s->same[0]),
                        .component = need(most, sizeof s->component[0]),
                        .cluster = need(most, sizeof s->cluster[0]),
                        .observation = need(most, sizeof s->observation[0]),
                        .settled = need(most, sizeof s->settled[0])};
    memcpy(s->records, batch->records, batch->n * sizeof s->records[0]);
    qsort(s->records, s->n, sizeof s->records[0], by_order);
    for (size_t i = 0; i < s->n; i++)
        s->nodes[s->all++] = s->records[i]->place.node;
    for (size_t d = 0; d < 2 * batch->decisions_n; d++) {
        const struct link_decision *decision = &batch->decisions[d / 2];
        int64_t node = d % 2 == 0 ? decision->a : decision->b;
        bool there = false;

        for (size_t i = 0; i < s->all; i++)
            there = there || s->nodes[i] == node;
        if (!there)
            s->nodes[s->all++] = node;
    }
}

static void
close_sheet(struct sheet *s)
{
    free(s->records);
    free(s->nodes);
    free(s->support);
    free(s->total);
    free(s->edge);
    free(s->same);
    free(s->component);
    free(s->cluster);
    free(s->observation);
    free(s->settled);
}

static void
digest_of(struct sheet *s, uint8_t out[LINK_DIGEST_BYTES])
{
    struct link_digest digest;

    for (size_t i = 0; i < s->n; i++)
        s->sizes.observations += s->observation[i] == i;
    link_digest_begin(&digest);
    for (size_t c = 0; c < s->n; c++) {
        size_t size = 0;

        for (size_t i = 0; i < s->n; i++) {
            const struct link_digest_member member = {
                s->records[c]->place.order, s->records[i]->place.order,
                s->records[s->observation[i]]->place.order};

            if (s->cluster[i] != c)
                continue;
            size++;
            link_digest_member(&digest, &member);
        }
        s->sizes.clusters += size > 0;
        if (size > s->sizes.largest)
            s->sizes.largest = size;
    }
    for (size_t i = 0; i < s->n; i++) {
        for (size_t j = i + 1; j < s->n; j++) {
            size_t at = i * s->n + j;
            const struct link_digest_pair pair = {s->records[i]->place.order,
                                                  s->records[j]->place.order,
                                                  s->support[at], s->total[at]};
            bool matters = s->edge[at] != 0 || s->same[at] >= SAME_FROM_MB ||
                           s->total[at] >= s->batch->situation->possible_mb;

            if (pair.support > 0 && matters)
                link_digest_pair(&digest, &pair);
        }
    }
    link_digest_end(&digest, out);
}

void
batch_digest(const struct batch *batch, struct batch_sizes *sizes,
             uint8_t out[LINK_DIGEST_BYTES])
{
    struct sheet s;

    open_sheet(&s, batch);
    count_support(&s);
    weigh_pairs(&s);
    partition_all(&s);
    find_observations(&s);
    digest_of(&s, out);
    if (sizes != NULL)
        *sizes = s.sizes;
    close_sheet(&s);
}
