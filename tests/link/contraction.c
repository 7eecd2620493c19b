/* contraction -- see contraction.h */
#include "contraction.h"

static size_t
neighbours(const struct contraction *c, size_t x)
{
    size_t n = 0;

    for (size_t y = 0; y < c->n; y++)
        n += !c->gone[y] && y != x && c->tied[x * c->n + y];
    return n;
}

void
contraction_tie(struct contraction *c, size_t x, size_t y, int64_t weight)
{
    c->weight[x * c->n + y] += weight;
    c->tied[x * c->n + y] = true;
    c->weight[y * c->n + x] = c->weight[x * c->n + y];
    c->tied[y * c->n + x] = true;
}

void
contraction_do(struct contraction *c)
{
    for (;;) {
        size_t a = 0, b = 0;
        int64_t best = 0;

        for (size_t x = 0; x < c->n; x++) {
            for (size_t y = x + 1; y < c->n && !c->gone[x]; y++) {
                if (!c->gone[y] && c->weight[x * c->n + y] > best) {
                    best = c->weight[x * c->n + y];
                    a = x;
                    b = y;
                }
            }
        }
        if (best == 0)
            return;
        if (neighbours(c, b) > neighbours(c, a)) {
            size_t held = a;

            a = b;
            b = held;
        }
        c->gone[b] = true;
        for (size_t z = 0; z < c->n; z++) {
            if (!c->gone[z] && z != a && c->tied[b * c->n + z])
                contraction_tie(c, a, z, c->weight[b * c->n + z]);
            if (c->into[z] == b)
                c->into[z] = a;
        }
    }
}
