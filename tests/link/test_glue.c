/* What one organisation alone ties together is kept apart, and what others say
 * too, or people, or what fewer know, is not. */
#include "../unit/rows.h"

#include <stdio.h>
#include <string.h>

#include "link/glue.h"

#define TIES_MAX 12
#define ALL_MAX  64
#define PIN      LINK_PIN_MB
#define CUT      LINK_CUT_MB

static const struct row {
    const char *name;
    const char *organisations; /* a digit of each that is there, then - */
    const char *cluster;       /* a digit of each: the lowest of its cluster */
    struct link_tie ties[TIES_MAX];
    const char *added; /* a+b: together, axb: apart */
} rows[] = {
    {"two that two know, and a third ties them",
     "12129",
     "00000",
     {{0, 1, 0, 9}, {2, 3, 0, 9}, {0, 4, 0, 9}, {2, 4, 0, 9}},
     "0+1 2+3 0x2 "},
    {"it names each in a signal of its own",
     "121299",
     "000000",
     {{0, 1, 0, 9}, {2, 3, 0, 9}, {0, 4, 0, 9}, {2, 5, 0, 9}, {4, 5, 0, 9}},
     "0+1 2+3 0x2 "},
    {"two organisations tie them",
     "121289",
     "000000",
     {{0, 1, 0, 9},
      {2, 3, 0, 9},
      {0, 4, 0, 9},
      {2, 4, 0, 9},
      {0, 5, 0, 9},
      {2, 5, 0, 9}},
     ""},
    {"one that knows of both is not believed for it",
     "12121",
     "00000",
     {{0, 1, 0, 9}, {2, 3, 0, 9}, {0, 4, 0, 9}, {2, 4, 0, 9}},
     ""},
    {"a third knows both, and one of the two ties them",
     "123123"
     "1",
     "0000000",
     {{0, 1, 0, 9},
      {1, 2, 0, 9},
      {3, 4, 0, 9},
      {4, 5, 0, 9},
      {0, 6, 0, 9},
      {3, 6, 0, 9},
      {1, 6, 0, 9},
      {4, 6, 0, 9}},
     "1+2 4+5 1x4 "},
    {"only one other knows the second",
     "12229",
     "00000",
     {{0, 1, 0, 9}, {2, 3, 0, 9}, {0, 4, 0, 9}, {2, 4, 0, 9}},
     ""},
    {"a person says that they are one",
     "12129",
     "00000",
     {{0, 1, 0, 9}, {2, 3, 0, 9}, {0, 4, 0, 9}, {2, 4, 0, 9}, {1, 3, 0, PIN}},
     ""},
    {"a person says so of the signal that ties them",
     "12129",
     "00000",
     {{0, 1, 0, 9}, {2, 3, 0, 9}, {0, 4, 0, PIN}, {2, 4, 0, PIN}},
     ""},
    {"by way of one that is not there",
     "12129-",
     "000000",
     {{0, 1, 0, 9},
      {2, 3, 0, 9},
      {0, 4, 0, 9},
      {2, 4, 0, 9},
      {1, 5, 0, PIN},
      {3, 5, 0, PIN}},
     ""},
    {"what speaks against holds nothing together",
     "12129",
     "00000",
     {{0, 1, 0, 9}, {2, 3, 0, 9}, {0, 4, 0, 9}, {2, 4, 0, 9}, {1, 3, 0, -1}},
     "0+1 2+3 0x2 "},
    {"they are two already",
     "12129",
     "00220",
     {{0, 1, 0, 9}, {2, 3, 0, 9}, {0, 4, 0, 9}, {2, 4, 0, 9}},
     ""},
    {"three of them",
     "1212129",
     "0000000",
     {{0, 1, 0, 9},
      {2, 3, 0, 9},
      {4, 5, 0, 9},
      {0, 6, 0, 9},
      {2, 6, 0, 9},
      {4, 6, 0, 9}},
     "0+1 2+3 4+5 0x2 0x4 2x4 "},
};

static void
glue_of(const struct row *row, uint32_t max, char said[128], bool *any)
{
    struct link_glue_vertex vertices[16];
    int64_t tellers[16], organisation[16];
    uint32_t cluster[16];
    struct link_tie added[ALL_MAX];
    struct link_glue work = {.vertices = vertices, .tellers = tellers};
    struct link_graph graph = {.ties = row->ties};
    struct link_glue_ties out = {.ties = added, .max = max};
    size_t length = 0;

    for (; row->organisations[graph.vertices] != '\0'; graph.vertices++) {
        uint32_t v = graph.vertices;

        cluster[v] = (uint32_t)(row->cluster[v] - '0');
        organisation[v] = row->organisations[v] - '0';
        graph.present += row->organisations[v] != '-';
    }
    while (graph.ties_n < TIES_MAX && row->ties[graph.ties_n].weight_mb != 0)
        graph.ties_n++;
    *any = link_glue(&work, &graph, organisation, cluster, &out);
    said[0] = '\0';
    for (uint32_t i = 0; i < out.n; i++) {
        const struct link_tie *tie = &added[i];

        assert_true(tie->weight_mb == PIN || tie->weight_mb == CUT);
        assert_true(tie->same_mb < 0);
        length +=
            (size_t)snprintf(said + length, 128 - length, "%u%c%u ", tie->a,
                             tie->weight_mb < 0 ? 'x' : '+', tie->b);
    }
}

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        char said[128];
        bool any = false;

        glue_of(&rows[i], ALL_MAX, said, &any);
        if (strcmp(said, rows[i].added) != 0 || any != (said[0] != '\0'))
            fail_msg("%s: %s, not %s", rows[i].name, said, rows[i].added);
    }
}

/* Half of it would hold together what it does not keep apart. */
static void
test_all_of_it_or_nothing(void **state)
{
    char said[128];
    bool any = false;

    (void)state;
    glue_of(&rows[0], 5, said, &any);
    assert_string_equal(said, "");
    assert_false(any);
    glue_of(&rows[0], 6, said, &any);
    assert_string_equal(said, rows[0].added);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_all_of_it_or_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
