/* explain -- see explain.h */
#include "link/explain.h"

#include "core/linking_why.h"
#include "link/fixed.h"
#include "link/model.h"
#include "link/score.h"
#include "link/sort.h"

_Static_assert(WHY_LINES_MAX >= LINK_FIELDS_MAX, "each field has its line");

static enum why_level
level_of(const struct link_field *field, const struct link_part *part)
{
    static const enum why_level levels[] = {
        [LINK_EXACT] = WHY_SAME,
        [LINK_DICE] = WHY_CLOSE,
        [LINK_SHARED] = WHY_SHARED,
        [LINK_WITHIN] = WHY_WITHIN,
    };

    return part->level == field->levels_n
               ? WHY_DIFFERENT
               : levels[field->levels[part->level].how];
}

static void
add_line(const struct link_field *field, const struct link_part *part,
         struct why_pair *out)
{
    struct why_line line = {
        .group = (enum why_group)(field->group + 1),
        .value = part->kind,
        .level = level_of(field, part),
        .weight_mb = part->weight_mb,
        .decay_mb = part->decay_mb,
        .counted_mb = part->counted_mb,
        .bundles = part->clusters,
    };
    size_t i = out->lines_n++;

    if (part->level < field->levels_n)
        line.at = field->levels[part->level].at;
    /* Behind what counts as much: fields come in their order. */
    for (; i > 0 && (out->lines[i - 1].group > line.group ||
                     (out->lines[i - 1].group == line.group &&
                      out->lines[i - 1].counted_mb < line.counted_mb));
         i--)
        out->lines[i] = out->lines[i - 1];
    out->lines[i] = line;
}

void
link_explain_pair(const struct link_model *model,
                  const struct link_score *score, struct why_pair *out)
{
    out->prior_mb = model->prior_mb;
    out->lines_n = 0;
    for (uint32_t i = 0; i < model->fields_n; i++)
        if (score->parts[i].level != LINK_LEVEL_MISSING)
            add_line(&model->fields[i], &score->parts[i], out);
    out->total_mb = score->total_mb;
    out->probability_ppm = fixed_chance_ppm(score->total_mb);
    out->groups_needed = model->groups_needed;
    out->groups_agreeing = score->groups_agreeing;
    out->identity = score->identity;
    out->contradicting = score->contradicting;
    out->gap_s = score->gap_s;
    out->outcome = (enum why_outcome)(score->outcome + 1);
}

void
link_explain_weight(const struct link_model *model, uint32_t field,
                    uint8_t level, struct why_line *out)
{
    const struct link_field *of = &model->fields[field];
    const bool differs = level >= of->levels_n;
    const struct link_part part = {.level = differs ? of->levels_n : level};

    *out = (struct why_line){
        .group = (enum why_group)(of->group + 1),
        .value = of->levels[differs ? 0 : level].kind,
        .level = level_of(of, &part),
        .at = differs ? 0 : of->levels[level].at,
        .weight_mb = differs ? of->different_mb : of->levels[level].weight_mb,
    };
}

static int64_t
low(const struct link_bond *bond)
{
    return bond->a < bond->b ? bond->a : bond->b;
}

static int64_t
high(const struct link_bond *bond)
{
    return bond->a < bond->b ? bond->b : bond->a;
}

static int
strongest_first(const void *a, const void *b)
{
    const struct link_bond *x = a, *y = b;
    const bool x_said = x->said == LINK_TOGETHER;
    const bool y_said = y->said == LINK_TOGETHER;

    if (x_said != y_said)
        return x_said ? -1 : 1;
    if (x->total_mb != y->total_mb)
        return x->total_mb > y->total_mb ? -1 : 1;
    if (low(x) != low(y))
        return low(x) < low(y) ? -1 : 1;
    if (high(x) != high(y))
        return high(x) < high(y) ? -1 : 1;
    return x->decision < y->decision ? -1 : x->decision > y->decision;
}

/* nodes_n: not among them. */
static size_t
place_of(const int64_t nodes[], size_t nodes_n, int64_t node)
{
    size_t from = 0, to = nodes_n;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (nodes[middle] < node)
            from = middle + 1;
        else
            to = middle;
    }
    return from < nodes_n && nodes[from] == node ? from : nodes_n;
}

static uint32_t
root_of(uint32_t roots[], uint32_t i)
{
    while (roots[i] != i) {
        roots[i] = roots[roots[i]];
        i = roots[i];
    }
    return i;
}

void
link_tree(struct link_tree *tree, struct link_bond bonds[], size_t n,
          uint32_t roots[])
{
    const size_t nodes_n = tree->nodes_n;

    tree->bonds = bonds;
    tree->n = 0;
    for (size_t i = 0; i < nodes_n; i++)
        roots[i] = (uint32_t)i;
    link_sort(bonds, n, sizeof bonds[0], strongest_first);
    for (size_t i = 0; i < n; i++) {
        const struct link_bond bond = bonds[i];
        const size_t a = place_of(tree->nodes, nodes_n, bond.a);
        const size_t b = place_of(tree->nodes, nodes_n, bond.b);

        if (a == nodes_n || b == nodes_n ||
            (bond.said != 0 && bond.said != LINK_TOGETHER))
            continue;

        const uint32_t x = root_of(roots, (uint32_t)a);
        const uint32_t y = root_of(roots, (uint32_t)b);

        if (x == y)
            continue;
        roots[x > y ? x : y] = x > y ? y : x;
        bonds[i] = bonds[tree->n];
        bonds[tree->n++] = bond;
    }
}

/* Which bond leads from each node on to `to`; NOWHERE: none found (yet). */
#define NOWHERE UINT32_MAX

static void
lead_to(const struct link_tree *tree, size_t to, size_t from, uint32_t leads[])
{
    bool more = true;

    for (size_t i = 0; i < tree->nodes_n; i++)
        leads[i] = NOWHERE;
    while (more && leads[from] == NOWHERE) {
        more = false;
        for (size_t i = 0; i < tree->n; i++) {
            size_t a = place_of(tree->nodes, tree->nodes_n, tree->bonds[i].a);
            size_t b = place_of(tree->nodes, tree->nodes_n, tree->bonds[i].b);
            bool a_leads = a == to || leads[a] != NOWHERE;
            bool b_leads = b == to || leads[b] != NOWHERE;

            if (a_leads == b_leads)
                continue;
            leads[a_leads ? b : a] = (uint32_t)i;
            more = true;
        }
    }
}

size_t
link_path(const struct link_tree *tree, const int64_t ends[2], uint32_t leads[],
          struct link_bond out[], size_t cap)
{
    const size_t from = place_of(tree->nodes, tree->nodes_n, ends[0]);
    const size_t to = place_of(tree->nodes, tree->nodes_n, ends[1]);
    size_t n = 0;

    if (from == tree->nodes_n || to == tree->nodes_n || from == to)
        return 0;
    lead_to(tree, to, from, leads);
    if (leads[from] == NOWHERE)
        return 0;
    for (int64_t at = ends[0]; at != ends[1]; n++) {
        size_t i = place_of(tree->nodes, tree->nodes_n, at);
        struct link_bond bond = tree->bonds[leads[i]];

        if (bond.a != at) {
            bond.b = bond.a;
            bond.a = at;
        }
        at = bond.b;
        if (n < cap)
            out[n] = bond;
    }
    return n;
}
