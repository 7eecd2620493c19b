/* class -- K0 to K4: how strong the suspicion is, from the coded indicators
 * alone.  A screening aid in whole numbers, not a legal determination; the
 * coordinator decides (AVG art. 22; S4 ch.5 nr 2).
 *
 * Weights strong 4, medium 2, weak 1; per dimension distinct codes count, of
 * the weak ones at most one; a dimension is positive at 5 or more, which is
 * the ILO's rule of combination (2 strong; 1 strong + 1; 3 medium; 2 medium +
 * 1 weak).  Over a bundle the union of codes counts, never the sum. */
#ifndef CORE_CLASS_H
#define CORE_CLASS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/indicator.h"

enum class_k {
    CLASS_K0 = 1, /* keep */
    CLASS_K1,     /* possible, look closer */
    CLASS_K2,     /* abuse, possibly exploitation */
    CLASS_K3,     /* strong suspicion */
    CLASS_K4      /* very strong suspicion */
};

#define CLASS_WEIGHT_POSITIVE 5
#define CLASS_OBSERVATIONS    3 /* so many D9 codes are K1 */

/* Why: what the explanation lists. */
struct class_result {
    enum class_k k;
    uint8_t weight[DIMENSIONS_N]; /* after "at most one weak" */
    uint8_t codes[DIMENSIONS_N];  /* distinct codes that counted */
    bool positive[DIMENSIONS_N];  /* never of D0 and D9 */
    bool any_strong;
    bool minor;         /* the minors' column and rules were used */
    const char *reason; /* of the rule that decided: "P(D4) P(D5) P(D1)" ..;
                         * lives for ever */
};

/* class_strength: the effective strength of one code: adult column, or the
 * minors' under 18, then the overrides of the form.  AGE_UNKNOWN and AGE_NONE
 * take the adults' column.  The form of the code itself plays no part.
 * Retired: STRENGTH_NONE. */
enum strength class_strength(const struct indicator_list *list,
                             size_t indicator, enum age age, enum form form);

/* class_of: total, every set has a class; D9 and D0 alone are at most K1.
 *
 * monotone  in the codes: with the same age and form, one code more never
 *           lowers the class and one less never raises it.  Not in age and
 *           form: what is learnt about them may weaken codes (on loket-nl-1,
 *           UO08 does not count under 18, UO01 is medium with FORM_SEXUAL).
 *           Whoever follows a case keeps the higher class
 * cost      O(codes of the list * overrides), no memory
 * Source: signal list loket-nl-1, "Scoring"; S4 3.1 A for minors. */
void class_of(const struct indicator_list *list, const struct code_set *set,
              enum age age, enum form form, struct class_result *out);

#endif
