/* class -- see class.h */
#include "core/class.h"

#include <stddef.h>

#define BIT(what) (1U << (what))

/* What a rule may ask for beside positive dimensions. */
enum {
    SIGN_STRONG = DIMENSIONS_N, /* any strong code */
    SIGN_OBSERVATIONS,          /* CLASS_OBSERVATIONS codes of D9 */
    SIGN_PAID_SEX               /* a code that says it of a minor */
};

#define D1             BIT(DIMENSION_DECEPTION)
#define D2             BIT(DIMENSION_COERCION)
#define D3             BIT(DIMENSION_VULNERABLE)
#define D4             BIT(DIMENSION_EXPLOITED)
#define D5             BIT(DIMENSION_FORCED)
#define D6             BIT(DIMENSION_DEPENDENT)
#define ILO_DIMENSIONS (D1 | D2 | D3 | D4 | D5 | D6)

/* From above, the first whose `needs` are all there decides; the last one
 * needs nothing. */
struct class_rule {
    enum class_k k;
    unsigned needs;
    const char *reason;
};

static const struct class_rule adult_rules[] = {
    {CLASS_K4, D4 | D5 | D1, "P(D4) P(D5) P(D1)"},
    {CLASS_K4, D4 | D5 | D2, "P(D4) P(D5) P(D2)"},
    {CLASS_K4, D4 | D5 | D3, "P(D4) P(D5) P(D3)"},
    {CLASS_K4, D4 | D5 | D6, "P(D4) P(D5) P(D6)"},
    {CLASS_K3, D5, "P(D5)"},
    {CLASS_K3, D4 | D1, "P(D4) P(D1)"},
    {CLASS_K3, D4 | D2, "P(D4) P(D2)"},
    {CLASS_K2, D4, "P(D4)"},
    {CLASS_K1, D1, "P(D1)"},
    {CLASS_K1, D2, "P(D2)"},
    {CLASS_K1, D3, "P(D3)"},
    {CLASS_K1, D6, "P(D6)"},
    {CLASS_K1, BIT(SIGN_STRONG), "a strong code"},
    {CLASS_K1, BIT(SIGN_OBSERVATIONS), "3 codes of D9"},
    {CLASS_K0, 0, "nothing of it"},
};

/* The means are not asked for: Palermo art. 3(c). */
static const struct class_rule minor_rules[] = {
    {CLASS_K4, D4, "P(D4)"},
    {CLASS_K4, BIT(SIGN_PAID_SEX), "paid sex of a minor"},
    {CLASS_K3, D5, "P(D5)"},
    {CLASS_K3, D1, "P(D1)"},
    {CLASS_K3, D2, "P(D2)"},
    {CLASS_K1, D3, "P(D3)"},
    {CLASS_K1, D6, "P(D6)"},
    {CLASS_K1, BIT(SIGN_STRONG), "a strong code"},
    {CLASS_K1, BIT(SIGN_OBSERVATIONS), "3 codes of D9"},
    {CLASS_K0, 0, "nothing of it"},
};

enum strength
class_strength(const struct indicator_list *list, size_t indicator,
               enum age age, enum form form)
{
    const struct indicator *code = &list->codes[indicator];
    bool minor = age == AGE_UNDER_18;
    enum strength strength = minor ? code->minor : code->adult;

    if (code->retired)
        return STRENGTH_NONE;
    for (size_t i = 0; i < list->overrides_n; i++) {
        const struct indicator_override *over = &list->overrides[i];

        if (over->indicator == indicator && over->form == form &&
            (minor || !over->minor_only))
            strength = over->strength;
    }
    return strength;
}

static unsigned
strength_weight(enum strength strength)
{
    switch (strength) {
    case STRENGTH_NONE:
        return 0;
    case STRENGTH_WEAK:
        return 1;
    case STRENGTH_MEDIUM:
        return 2;
    case STRENGTH_STRONG:
        return 4;
    }
    return 0;
}

/* Only INDICATORS_MAX codes of one dimension could overflow a byte. */
static void
add_capped(uint8_t *sum, unsigned more)
{
    *sum = *sum + more < UINT8_MAX ? (uint8_t)(*sum + more) : UINT8_MAX;
}

/* Answers the signs. */
static unsigned
count_codes(const struct indicator_list *list, const struct code_set *set,
            enum form form, struct class_result *out)
{
    enum age age = out->minor ? AGE_UNDER_18 : AGE_ADULT;
    bool weak[DIMENSIONS_N] = {false};
    unsigned signs = 0;

    for (size_t i = 0; i < list->n; i++) {
        const struct indicator *code = &list->codes[i];
        enum strength strength = STRENGTH_NONE;

        if (!code_set_has(set, i) || code->retired)
            continue;
        if (code->minor_paid_sex)
            signs |= BIT(SIGN_PAID_SEX);
        strength = class_strength(list, i, age, form);
        if (strength == STRENGTH_NONE)
            continue;
        add_capped(&out->codes[code->dimension], 1);
        if (strength != STRENGTH_WEAK || !weak[code->dimension])
            add_capped(&out->weight[code->dimension],
                       strength_weight(strength));
        if (strength == STRENGTH_WEAK)
            weak[code->dimension] = true;
        if (strength == STRENGTH_STRONG)
            signs |= BIT(SIGN_STRONG);
    }
    if (out->codes[DIMENSION_OBSERVATION] >= CLASS_OBSERVATIONS)
        signs |= BIT(SIGN_OBSERVATIONS);
    return signs;
}

void
class_of(const struct indicator_list *list, const struct code_set *set,
         enum age age, enum form form, struct class_result *out)
{
    const struct class_rule *rule =
        age == AGE_UNDER_18 ? minor_rules : adult_rules;
    unsigned holds;

    *out = (struct class_result){.minor = age == AGE_UNDER_18};
    holds = count_codes(list, set, form, out);
    out->any_strong = (holds & BIT(SIGN_STRONG)) != 0;
    for (unsigned d = 0; d < DIMENSIONS_N; d++) {
        out->positive[d] = (BIT(d) & ILO_DIMENSIONS) != 0 &&
                           out->weight[d] >= CLASS_WEIGHT_POSITIVE;
        if (out->positive[d])
            holds |= BIT(d);
    }
    while ((holds & rule->needs) != rule->needs)
        rule++;
    out->k = rule->k;
    out->reason = rule->reason;
}
