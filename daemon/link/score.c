/* score -- see score.h */
#include "link/score.h"

#include "link/compare.h"
#include "link/fixed.h"

#define EDGE_MAX_MB 20000 /* one pair never outweighs a handful of others */
#define EDGE_MIN_MB (-8000)

static int32_t
agreement_mb(const struct link_level *level, const struct link_found *found)
{
    int64_t weight = level->weight_mb;

    if (level->rare && found->single) {
        weight +=
            level->how == LINK_DICE ? found->rarity_mb / 2 : found->rarity_mb;
        if (weight > level->weight_max_mb)
            weight = level->weight_max_mb;
    }
    if (weight > 0 && found->many > 1) {
        weight -= fixed_log2_mb(found->many, 1);
        weight = weight < 0 ? 0 : weight;
    }
    return (int32_t)weight;
}

static int32_t
decay_mb(int32_t weight_mb, int64_t half_life_s, int64_t gap_s)
{
    if (weight_mb <= 0 || half_life_s <= 0 || gap_s <= 0)
        return 0;

    /* Beyond what any weight can lose, and safe to multiply. */
    if (gap_s / half_life_s >= INT32_MAX / 1000)
        return -weight_mb;

    int64_t loss =
        gap_s / half_life_s * 1000 + gap_s % half_life_s * 1000 / half_life_s;

    return loss >= weight_mb ? -weight_mb : (int32_t)-loss;
}

static void
weigh(const struct link_model *model, uint32_t i,
      const struct link_found *found, struct link_score *out)
{
    const struct link_field *field = &model->fields[i];
    struct link_part *part = &out->parts[i];

    *part = (struct link_part){
        .level = found->level, .kind = found->kind, .crossed = found->crossed};
    if (found->level == LINK_LEVEL_MISSING)
        return;
    if (found->level == field->levels_n) {
        part->weight_mb = field->different_mb;
        out->contradicting = out->contradicting || field->contradicting;
        return;
    }

    const struct link_level *level = &field->levels[found->level];
    int64_t half_life =
        level->half_life_s != 0 ? level->half_life_s : field->half_life_s;

    if (level->how == LINK_EXACT)
        part->clusters = found->clusters;
    part->weight_mb = agreement_mb(level, found);
    part->decay_mb = decay_mb(part->weight_mb, half_life, out->gap_s);
    if (level->identity && level->how == LINK_EXACT &&
        found->clusters <= model->identity_max &&
        part->weight_mb + part->decay_mb > 0)
        out->identity = true;
}

static int32_t
left_mb(const struct link_part *part)
{
    return part->weight_mb + part->decay_mb;
}

/* The field that counts whole: the largest, or when none is above zero the
 * lowest.  fields_n: the group has nothing to say. */
static uint32_t
leader_of(const struct link_model *model, const struct link_score *score,
          uint32_t group)
{
    uint32_t most = model->fields_n, least = model->fields_n;

    for (uint32_t i = 0; i < model->fields_n; i++) {
        const struct link_part *part = &score->parts[i];

        if (model->fields[i].group != group ||
            part->level == LINK_LEVEL_MISSING)
            continue;
        if (most == model->fields_n ||
            left_mb(part) > left_mb(&score->parts[most]))
            most = i;
        if (least == model->fields_n ||
            left_mb(part) < left_mb(&score->parts[least]))
            least = i;
    }
    if (most == model->fields_n || left_mb(&score->parts[most]) > 0)
        return most;
    return least;
}

static int64_t
count_group(const struct link_model *model, uint32_t group,
            struct link_score *out)
{
    const uint32_t leader = leader_of(model, out, group);
    int64_t sum = 0;
    bool agrees = false;

    if (leader == model->fields_n)
        return 0;

    const bool above = left_mb(&out->parts[leader]) > 0;

    for (uint32_t i = 0; i < model->fields_n; i++) {
        struct link_part *part = &out->parts[i];

        if (model->fields[i].group != group)
            continue;
        if (i == leader)
            part->counted_mb = left_mb(part);
        else if (above)
            part->counted_mb = left_mb(part) / 4;
        sum += part->counted_mb;
        if (model->fields[i].agrees && left_mb(part) > 0 &&
            part->level < model->fields[i].levels_n)
            agrees = true;
    }
    if (agrees && sum > 0)
        out->groups_agreeing++;
    return sum;
}

static int32_t
saturate(int64_t mb)
{
    return mb > INT32_MAX   ? INT32_MAX
           : mb < INT32_MIN ? INT32_MIN
                            : (int32_t)mb;
}

static enum link_outcome
outcome_of(const struct link_model *model, const struct link_score *score)
{
    if (score->total_mb >= model->link_mb && !score->contradicting &&
        (score->groups_agreeing >= model->groups_needed || score->identity))
        return LINK_STRONG;
    return score->total_mb >= model->possible_mb ? LINK_POSSIBLE : LINK_APART;
}

void
link_score(const struct link_model *model, const struct link_record *a,
           const struct link_record *b, struct link_score *out)
{
    struct link_found found[LINK_FIELDS_MAX];
    int64_t total = model->prior_mb;

    *out = (struct link_score){.gap_s = link_compare(model, a, b, found)};
    for (uint32_t i = 0; i < model->fields_n; i++)
        weigh(model, i, &found[i], out);
    for (uint32_t group = 0; group < model->groups_n; group++)
        total += count_group(model, group, out);
    out->total_mb = saturate(total);
    out->outcome = outcome_of(model, out);
}

int32_t
link_edge(const struct link_model *model, const struct link_score *score)
{
    if (score->outcome == LINK_STRONG) {
        int64_t above = (int64_t)score->total_mb - model->link_mb;

        return above < 1             ? 1
               : above > EDGE_MAX_MB ? EDGE_MAX_MB
                                     : (int32_t)above;
    }

    int64_t evidence = (int64_t)score->total_mb - model->prior_mb;

    return evidence > 0             ? 0
           : evidence < EDGE_MIN_MB ? EDGE_MIN_MB
                                    : (int32_t)evidence;
}
