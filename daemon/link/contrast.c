/* contrast -- see contrast.h */
#include "link/contrast.h"

#include <stdbool.h>
#include <string.h>

#include "link/score.h"

static void
mark(uint64_t set[], uint32_t v)
{
    set[v / 64] |= UINT64_C(1) << v % 64;
}

static bool
marked(const uint64_t set[], uint32_t v)
{
    return (set[v / 64] >> v % 64 & 1) != 0;
}

static void
mark_ties(struct link_contrast *contrast, const struct part *part)
{
    memset(contrast->strong, 0, sizeof contrast->strong);
    memset(contrast->tied, 0, sizeof contrast->tied);
    for (uint32_t i = 0; i < part->ties_n; i++) {
        const struct link_tie *tie = &part->ties[i];

        mark(contrast->tied[tie->a], tie->b);
        mark(contrast->tied[tie->b], tie->a);
        if (tie->weight_mb > 0 && tie->weight_mb < LINK_PIN_MB) {
            mark(contrast->strong[tie->a], tie->b);
            mark(contrast->strong[tie->b], tie->a);
        }
    }
}

static bool
to_compare(const struct link_contrast *contrast, uint32_t a, uint32_t b)
{
    uint64_t common = 0;

    for (uint32_t i = 0; i < LINK_CONTRAST_MAX / 64; i++)
        common |= contrast->strong[a][i] & contrast->strong[b][i];
    return common != 0 && !marked(contrast->tied[a], b);
}

static enum rc
load(struct link_contrast *contrast, const struct part *part)
{
    enum rc rc = RC_OK;

    for (uint32_t v = 0; rc == RC_OK && v < part->present_n; v++)
        rc = part->book->record_get(part->book->self,
                                    part_vertex_of(part, v)->node,
                                    &contrast->records[v]);
    return rc == RC_NOT_FOUND ? RC_FATAL : rc;
}

static void
compare(const struct link_contrast *contrast,
        const struct link_model *situation, struct part *part, uint32_t a,
        uint32_t b)
{
    struct link_score score;

    link_score(situation, &contrast->records[a], &contrast->records[b], &score);
    int32_t edge_mb = link_edge(situation, &score);

    if (edge_mb < 0 && part->ties_n < LINK_PART_TIES)
        part->ties[part->ties_n++] = (struct link_tie){
            .a = a, .b = b, .same_mb = INT32_MIN, .weight_mb = edge_mb};
}

enum rc
contrast_add(struct link_contrast *contrast, const struct link_model *situation,
             struct part *part)
{
    bool loaded = false;

    if (part->vertices_n > situation->contrast ||
        part->vertices_n > LINK_CONTRAST_MAX ||
        part->raised_mb == LINK_RAISED_DECISIONS)
        return RC_OK;
    mark_ties(contrast, part);
    for (uint32_t a = 0; a < part->present_n; a++) {
        for (uint32_t b = a + 1; b < part->present_n; b++) {
            if (!to_compare(contrast, a, b))
                continue;
            enum rc rc = loaded ? RC_OK : load(contrast, part);

            if (rc != RC_OK)
                return rc;
            loaded = true;
            compare(contrast, situation, part, a, b);
        }
    }
    return RC_OK;
}
