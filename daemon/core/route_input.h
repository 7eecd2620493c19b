/* route_input -- everything a decision table can be asked about, and the words
 * of each.  Closed: what is not here is an error with a line number. */
#ifndef CORE_ROUTE_INPUT_H
#define CORE_ROUTE_INPUT_H

#include <stdbool.h>
#include <stddef.h>

enum input {
    INPUT_MESSAGE,   /* signal referral advice bottleneck withdrawal */
    INPUT_SUBMITTER, /* kinds of organisations, below */
    INPUT_AGE,       /* under-18 adult; unknown is absent */
    INPUT_FORM,      /* sexual labour criminal .. other; unknown is absent */
    INPUT_SUBJECT,   /* victim perpetrator both location business */
    INPUT_CLASS,     /* K0 K1 K2 K3 K4, always said */
    INPUT_REGION,    /* names of the document "regions"; unknown is absent */
    INPUT_RESIDENCE, /* nl eu third-country; unknown is absent */
    INPUT_MULTI_PROBLEM,  /* yes no, always said: yes when two or more */
    INPUT_UNSAFE_NOW,     /* yes no; unknown is absent */
    INPUT_SHELTER_NEEDED, /* yes no; unknown is absent */
    INPUT_DANGER_NOW,     /* yes no, always said */
    INPUT_GROUP,          /* A B C D undetermined: T1's answer, always said */
    INPUT_URGENCY,        /* U1 U2 U3 U4 U4B: T2's answer, always said */
    INPUT_ORGANISATIONS,  /* a number, always said: distinct organisations of
                          * the bundle, 62 stands for more */
    INPUT_CROSS_DOMAIN,   /* yes no, always said: police and somebody else */
    INPUT_MOMENT,         /* within windows of the calendar, always said */
    INPUT_FACILITY_KIND,  /* kinds of facilities, below, always said */
    INPUT_FUNDER,         /* municipality justice state other, always said */
    INPUT_CONTENT,        /* what is shared: bundle-summary address-note
                         * match-note own-status aggregates exact-counts
                         * other, always said */
    INPUT_RECIPIENT,      /* kinds of organisations; a network is absent */
    INPUT_POLICE_DATA,    /* yes no, always said: of the police, not released */
    INPUT_HANDLING,       /* H0 H1 H2 H3: the strictest; unsaid is absent */
    INPUT_AGREEMENT,      /* yes no, always said: one that is valid allows it */
    INPUT_FEEDBACK, /* received refused duplicate combined taken-up outcome
                         * term-exceeded, always said */
    INPUTS_N
};

/* Where the words of a column come from. */
enum words_of {
    WORDS_FIXED,
    WORDS_NUMBER, /* 0 to 62 */
    WORDS_WINDOWS,
    WORDS_REGIONS,
    WORDS_DESKS,
    WORDS_ROLES,
    WORDS_FACILITIES,
    WORDS_DUTIES
};

struct input_schema {
    const char *name; /* "shelter_needed" */
    enum words_of of;
    const char *const *words; /* WORDS_FIXED: value v is words[v - 1] */
    size_t words_n;
    bool always; /* never "not said" */
};

/* route_input: of one input; never NULL. */
const struct input_schema *route_input(enum input input);

#endif
