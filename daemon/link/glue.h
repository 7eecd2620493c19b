/* glue -- one organisation alone makes no one of two bundles that others know:
 * what it names of both would have a hundred people under one roof.  It is kept
 * apart, and people are told.  A pure function of the part.
 *
 * known     a bundle that two other organisations tell of, without the one that
 *           ties it to another
 * apart     two known ones that only signals of a single organisation hold
 *           together.  Two organisations that say so are believed, people
 *           always are; so is a single one of what fewer know: then it may be
 *           what ties a telephone and a house, and all of it is provisional */
#ifndef LINK_GLUE_H
#define LINK_GLUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/cluster.h"

#define LINK_GLUE_SIDES_MAX 32 /* known bundles of a cluster at once */

struct link_glue_vertex {
    uint32_t into;  /* up to the lowest it hangs together with */
    int64_t teller; /* of a lowest one: an organisation; 0: none yet */
    bool known;     /* of a lowest one: there is another */
    bool suspected; /* of a cluster's lowest: the organisation is in it */
    bool settled;   /* of a cluster's lowest: it has its ties already */
    bool glues;     /* stays set: it is of an organisation that alone ties what
                     * is kept apart */
};

/* What it works in: as many of each as the graph has vertices. */
struct link_glue {
    struct link_glue_vertex *vertices;
    int64_t *tellers;
};

struct link_glue_ties {
    struct link_tie *ties;
    uint32_t n, max;
};

/* link_glue: adds to `out` what holds each known bundle together
 * (LINK_PIN_MB) and what keeps two apart (LINK_CUT_MB), when one organisation
 * alone ties them within a cluster.
 *
 * in    organisation: of each vertex that is present, >= 1; cluster: of
 *       link_cluster() for the graph
 * out   false: nothing is tied by one organisation alone, or no room is left;
 *       work->vertices[v].glues is set of those that do, and never cleared
 * cost  O(organisations * (V + E)); O(V) while no cluster has five signals */
bool link_glue(struct link_glue *work, const struct link_graph *graph,
               const int64_t organisation[], const uint32_t cluster[],
               struct link_glue_ties *out);

#endif
