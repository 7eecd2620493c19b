/* sources -- how many who know of a bundle do so by themselves (R042).  Shown
 * to people; never part of what links, so that nobody can glue signals by
 * telling much. */
#ifndef LINK_SOURCES_H
#define LINK_SOURCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct link_record;

#define LINK_BURST_S   86400
#define LINK_BURST_MAX 5 /* more from one organisation in that time: a burst */

#define LINK_STRENGTH_ONE 1000 /* one organisation, one observation */

/* One signal of a bundle. */
struct link_told {
    int64_t organisation;
    int64_t observation;        /* signals of one observation have one number */
    uint64_t text;              /* equal: the same text; 0: none */
    int64_t time_s;             /* when it was told */
    uint32_t organisation_kind; /* below 64 */
    /* What link_sources() finds. */
    uint32_t story; /* observations that lean on each other have one number */
    bool first;     /* of those who tell it, this organisation was first */
};

struct link_sources {
    uint32_t signals;
    uint32_t observations;
    uint32_t stories;  /* observations that stand alone */
    uint32_t sources;  /* organisations that told a story first */
    uint32_t kinds;    /* kinds of those organisations */
    uint32_t strength; /* thousandths: per organisation 1 for its first story,
                        * 1/2 for its second, 1/4 .. */
    bool burst;
};

/* link_sources: of the n signals of a bundle, whose order is changed; parents:
 * room for n numbers.
 *
 * story   an observation that two organisations tell is one; observations with
 *         the same text lean on each other and are one
 * source  a story counts for who told it first (of two at once the lower
 *         organisation), so one organisation adds at most one source and less
 *         than 2 to the strength, however much it tells; what copies or
 *         repeats adds nothing
 * cost    O(n log n), no memory */
void link_sources(struct link_told told[], size_t n, uint32_t parents[],
                  struct link_sources *out);

/* link_told_text: one number for all MinHash values of a record's text; without
 * a text one for all it tells and who tells it, so that what an organisation
 * just repeats leans on what it told before. */
uint64_t link_told_text(const struct link_record *record);

#endif
