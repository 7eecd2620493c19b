/* model -- the models before anything was learned; see model.h */
#include "link/model.h"

#include <stddef.h>

#include "link/fixed.h"
#include "link/model_names.h"
#include "link/record.h"
#include "link/tokens.h"

#define HOUR_S  INT64_C(3600)
#define MONTH_S INT64_C(2629800) /* the twelfth part of a year */

#define WINDOW         16
#define GROUPS_NEEDED  2
#define IDENTITY_MAX   3
#define PRIOR_MB       (-8966)  /* 2 partners among 1,000 */
#define PRIOR_SAME_MB  (-12288) /* every fifth has one among 1,000 */
#define LINK_AT_MB     4250     /* a chance of 0.95 */
#define POSSIBLE_AT_MB (-1000)
#define SAME_AT_MB     9966 /* 0.999 */
#define SAME_ASK_MB    0    /* 0.5 */

/* Dice in permille of the folded filters of two aliases. */
#define ALIAS_CLOSE 680
#define ALIAS_ROUGH 500

/* A value's own rarity up to a limit: no phone says more than 22 bits. */
#define RARE(of, max)                                                          \
    {                                                                          \
        .kind = (of), .how = LINK_EXACT, .rare = true, .weight_max_mb = (max)  \
    }
#define IDENTITY(of, max)                                                      \
    {                                                                          \
        .kind = (of), .how = LINK_EXACT, .rare = true, .identity = true,       \
        .weight_max_mb = (max)                                                 \
    }
#define AREA(of, max) /* people move about in it */                            \
    {                                                                          \
        .kind = (of), .how = LINK_EXACT, .rare = true, .weight_max_mb = (max), \
        .half_life_s = 6 * MONTH_S                                             \
    }
#define EQUAL(of, mb)                                                          \
    {                                                                          \
        .kind = (of), .how = LINK_EXACT, .weight_mb = (mb)                     \
    }
#define ALIKE(permille, mb)                                                    \
    {                                                                          \
        .kind = LINK_ALIAS, .how = LINK_DICE, .at = (permille),                \
        .weight_mb = (mb)                                                      \
    }
#define SHARED(count, mb)                                                      \
    {                                                                          \
        .kind = LINK_TEXT, .how = LINK_SHARED, .at = (count),                  \
        .weight_mb = (mb)                                                      \
    }
#define WITHIN(hours, mb)                                                      \
    {                                                                          \
        .how = LINK_WITHIN, .at = (hours) * (int32_t)HOUR_S, .weight_mb = (mb) \
    }

#define FIELD(in, n) .group = LINK_GROUP_##in, .levels_n = (n), .cross = -1

static const struct link_field situation[LINK_FIELDS] = {
    [LINK_FIELD_PHONE] = {FIELD(CONTACT, 3), .agrees = true,
                          .different_mb = -1500, .half_life_s = 18 * MONTH_S,
                          .levels = {IDENTITY(LINK_PHONE, 22000),
                                     RARE(LINK_PHONE_LAST7, 9000),
                                     EQUAL(LINK_PHONE_MASKED, 5000)}},
    /* People have several accounts: another one says little. */
    [LINK_FIELD_HANDLE] = {FIELD(CONTACT, 2), .agrees = true,
                           .different_mb = -500, .half_life_s = 9 * MONTH_S,
                           .levels = {IDENTITY(LINK_HANDLE, 20000),
                                      RARE(LINK_HANDLE_SKELETON, 7000)}},
    [LINK_FIELD_EMAIL] = {FIELD(CONTACT, 1), .agrees = true,
                          .different_mb = -500, .half_life_s = 18 * MONTH_S,
                          .levels = {IDENTITY(LINK_EMAIL, 20000)}},
    [LINK_FIELD_AD] = {FIELD(CONTACT, 1), .agrees = true,
                       .half_life_s = 9 * MONTH_S,
                       .levels = {IDENTITY(LINK_AD, 20000)}},
    [LINK_FIELD_URL] = {FIELD(CONTACT, 1), .agrees = true,
                        .half_life_s = 9 * MONTH_S,
                        .levels = {RARE(LINK_URL, 10000)}},
    [LINK_FIELD_PLATE] = {FIELD(VEHICLE, 3), .agrees = true,
                          .different_mb = -500, .half_life_s = 24 * MONTH_S,
                          .levels = {IDENTITY(LINK_PLATE, 18000),
                                     EQUAL(LINK_PLATE_MASKED, 7000),
                                     RARE(LINK_PLATE_PART, 3000)}},
    [LINK_FIELD_PLACE] = {FIELD(PLACE, 6), .any_known = true, .agrees = true,
                          .different_mb = -2000, .half_life_s = 24 * MONTH_S,
                          .levels = {IDENTITY(LINK_BAG, 15000),
                                     IDENTITY(LINK_DWELLING, 15000),
                                     RARE(LINK_BUILDING, 11000),
                                     RARE(LINK_PC6, 8000), AREA(LINK_PC4, 4500),
                                     AREA(LINK_MUNICIPALITY, 1500)}},
    [LINK_FIELD_AREA] = {FIELD(PLACE, 0)},
    [LINK_FIELD_ALIAS] = {FIELD(PERSON, 5), .agrees = true,
                          .different_mb = -700, .half_life_s = 12 * MONTH_S,
                          .levels = {RARE(LINK_ALIAS, 12000),
                                     RARE(LINK_ALIAS_WORD, 8000),
                                     RARE(LINK_ALIAS_SOUND, 4500),
                                     ALIKE(ALIAS_CLOSE, 4500),
                                     ALIKE(ALIAS_ROUGH, 1500)}},
    [LINK_FIELD_FORM] = {FIELD(KIND, 1), .different_mb = -1000,
                         .levels = {EQUAL(LINK_FORM, 500)}},
    [LINK_FIELD_SECTOR] = {FIELD(KIND, 1), .different_mb = -1000,
                           .levels = {EQUAL(LINK_SECTOR, 1500)}},
    [LINK_FIELD_RESIDENCE] = {FIELD(KIND, 1), .different_mb = -500,
                              .levels = {EQUAL(LINK_RESIDENCE, 500)}},
    [LINK_FIELD_TEXT] = {FIELD(TEXT, 0)},
    [LINK_FIELD_TIME] = {FIELD(TIME, 0)},
};

/* Two signals of one situation share its phone and dwelling whether or not
 * they tell of one observation: these weigh less here, time and text more. */
static const struct link_field same[LINK_FIELDS] = {
    [LINK_FIELD_PHONE] = {FIELD(CONTACT, 2), .agrees = true,
                          .contradicting = true, .different_mb = -3000,
                          .levels = {RARE(LINK_PHONE, 7000),
                                     EQUAL(LINK_PHONE_MASKED, 3000)}},
    [LINK_FIELD_HANDLE] = {FIELD(CONTACT, 1), .agrees = true,
                           .contradicting = true, .different_mb = -3000,
                           .levels = {RARE(LINK_HANDLE, 7000)}},
    [LINK_FIELD_EMAIL] = {FIELD(CONTACT, 1), .agrees = true,
                          .contradicting = true, .different_mb = -3000,
                          .levels = {RARE(LINK_EMAIL, 7000)}},
    [LINK_FIELD_AD] = {FIELD(CONTACT, 1), .agrees = true, .contradicting = true,
                       .different_mb = -3000, .levels = {RARE(LINK_AD, 9000)}},
    [LINK_FIELD_URL] = {FIELD(CONTACT, 1), .agrees = true,
                        .levels = {RARE(LINK_URL, 5000)}},
    [LINK_FIELD_PLATE] = {FIELD(VEHICLE, 2), .agrees = true,
                          .contradicting = true, .different_mb = -3000,
                          .levels = {RARE(LINK_PLATE, 8000),
                                     EQUAL(LINK_PLATE_MASKED, 4000)}},
    /* At the building or closer: two houses of one street are two places. */
    [LINK_FIELD_PLACE] = {FIELD(PLACE, 3), .any_known = true, .agrees = true,
                          .contradicting = true, .different_mb = -6000,
                          .levels = {RARE(LINK_BAG, 9000),
                                     RARE(LINK_DWELLING, 9000),
                                     RARE(LINK_BUILDING, 8000)}},
    /* Says only no: a postcode is never where. */
    [LINK_FIELD_AREA] = {FIELD(PLACE, 2), .any_known = true,
                         .contradicting = true, .different_mb = -6000,
                         .levels = {EQUAL(LINK_PC6, 0), EQUAL(LINK_PC4, 0)}},
    [LINK_FIELD_ALIAS] =
        {FIELD(PERSON, 4), .agrees = true, .different_mb = -1500,
         .levels = {RARE(LINK_ALIAS, 4000), RARE(LINK_ALIAS_WORD, 3000),
                    ALIKE(ALIAS_CLOSE, 2000), ALIKE(ALIAS_ROUGH, 500)}},
    [LINK_FIELD_FORM] = {FIELD(KIND, 1), .different_mb = -1500,
                         .levels = {EQUAL(LINK_FORM, 500)}},
    [LINK_FIELD_SECTOR] = {FIELD(KIND, 1), .different_mb = -1500,
                           .levels = {EQUAL(LINK_SECTOR, 1000)}},
    [LINK_FIELD_RESIDENCE] = {FIELD(KIND, 1), .different_mb = -500,
                              .levels = {EQUAL(LINK_RESIDENCE, 500)}},
    [LINK_FIELD_TEXT] = {FIELD(TEXT, 4), .agrees = true, .different_mb = -500,
                         .levels = {SHARED(14, 12000), SHARED(10, 9000),
                                    SHARED(6, 6000), SHARED(3, 2000)}},
    [LINK_FIELD_TIME] = {FIELD(TIME, 3), .agrees = true, .contradicting = true,
                         .different_mb = -8000,
                         .levels = {WITHIN(2, 9000), WITHIN(24, 6000),
                                    WITHIN(72, 3000)}},
};

/* -log2(u_min): the least chance that two strangers share one, mistakes and
 * misuse included.  No kind of this product's: what it has at most. */
static int32_t
rarest_mb(uint8_t kind)
{
    static const int32_t of[] = {
        [LINK_DWELLING] = 15000,    [LINK_PHONE] = 22000,
        [LINK_PHONE_MASKED] = 5000, [LINK_PHONE_LAST7] = 9000,
        [LINK_HANDLE] = 20000,      [LINK_HANDLE_SKELETON] = 7000,
        [LINK_EMAIL] = 20000,       [LINK_AD] = 20000,
        [LINK_PLATE] = 18000,       [LINK_PLATE_MASKED] = 7000,
        [LINK_PLATE_PART] = 3000,   [LINK_BAG] = 15000,
        [LINK_BUILDING] = 11000,    [LINK_PC6] = 8000,
        [LINK_PC4] = 4500,          [LINK_MUNICIPALITY] = 1500,
        [LINK_ALIAS] = 12000,       [LINK_ALIAS_WORD] = 8000,
        [LINK_ALIAS_SOUND] = 4500,  [LINK_FORM] = 500,
        [LINK_SECTOR] = 1500,       [LINK_RESIDENCE] = 500,
        [LINK_TEXT] = 12000,        [LINK_URL] = 10000,
    };
    const int32_t own = 16610; /* 1 in 100,000 */

    if (kind >= LINK_OWN)
        return own;
    return kind < sizeof of / sizeof of[0] ? of[kind] : 0;
}

int32_t
link_rarity_mb(uint8_t kind, uint64_t clusters, uint64_t clusters_total)
{
    const int32_t rarest = rarest_mb(kind);

    if (clusters <= 1 || clusters_total == 0)
        return rarest;
    if (clusters - 1 >= clusters_total)
        return 0;

    int32_t counted = fixed_log2_mb(clusters_total, clusters - 1);

    return counted < rarest ? counted : rarest;
}

static void
start(struct link_model *out, const struct link_field fields[LINK_FIELDS])
{
    *out = (struct link_model){
        .epoch = 1,
        .norm = LINK_NORM,
        .fields_n = LINK_FIELDS,
        .groups_n = LINK_GROUPS,
        .window = WINDOW,
        .groups_needed = GROUPS_NEEDED,
    };
    for (size_t i = 0; i < LINK_FIELDS; i++)
        out->fields[i] = fields[i];
}

void
link_model_start(struct link_model *out)
{
    start(out, situation);
    out->identity_max = IDENTITY_MAX;
    out->prior_mb = PRIOR_MB;
    out->link_mb = LINK_AT_MB;
    out->possible_mb = POSSIBLE_AT_MB;
}

void
link_model_same_start(struct link_model *out)
{
    start(out, same);
    out->prior_mb = PRIOR_SAME_MB;
    out->link_mb = SAME_AT_MB;
    out->possible_mb = SAME_ASK_MB;
}
