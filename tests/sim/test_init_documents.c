/* --init begins with documents: what it tells of them, and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "init.h"
#include "temporary.h"

#define TEXT_BYTES 16384

static const struct row {
    const char *name;
    const char *rosters; /* NULL: as shipped */
    enum rc rc;
    const char *said;   /* on stdout */
    const char *logged; /* NULL: nothing */
    const char *also_logged;
} rows[] = {
    {"one person a roster: how many warnings, and where they are told", NULL,
     RC_OK,
     "profiles/manager roster check\n    (it tells 3 warnings about who is on "
     "call)\n",
     NULL, NULL},
    {"a hole is told in full",
     "rosters:\n"
     "  - {name: primary, layers: [shifts: [{start: 2026-01-05T08:00, end: "
     "2026-01-05T09:00, people: coordinator}]]}\n"
     "  - {name: backup, layers: [rotation: {anchor: 2026-01-05, handover: "
     "\"08:00\", period_days: 7, people: [fallback]}]}\n"
     "  - {name: day, layers: [rotation: {anchor: 2026-01-05, handover: "
     "\"08:00\", period_days: 7, people: [coordinator]}]}\n",
     RC_OK, "(it tells 2 warnings", "E_GAP: roster primary", "E_GAP"},
    {"what refuses is told in full, the warnings too",
     "rosters:\n"
     "  - {name: primary, layers: [shifts: [{start: 2026-10-25T02:30, end: "
     "2026-11-05T09:00, people: zoe}]]}\n",
     RC_INVALID, "", "E_UNKNOWN_PERSON", "W_AMBIGUOUS_TIME"},
};

static char *
read_whole(FILE *file)
{
    char *text = malloc(TEXT_BYTES);

    assert_non_null(text);
    rewind(file);
    text[fread(text, 1, TEXT_BYTES - 1, file)] = '\0';
    fclose(file);
    return text;
}

static void
judge(const struct row *row, const char *dir)
{
    char loket[PATH_MAX];
    struct init_request request = {.dir = loket, .out = tmpfile()};
    FILE *log = tmpfile();
    int before = dup(STDERR_FILENO);
    char path[PATH_MAX];
    char *said, *logged;
    enum rc rc;

    assert_non_null(request.out);
    assert_non_null(log);
    snprintf(loket, sizeof loket, "%s/loket", dir);
    if (row->rosters != NULL) {
        temporary_write(path, dir, "rosters.yaml", row->rosters, 0600);
        request.documents = dir;
    }
    assert_true(dup2(fileno(log), STDERR_FILENO) >= 0);
    rc = init_run(&request);
    assert_true(dup2(before, STDERR_FILENO) >= 0);
    close(before);
    said = read_whole(request.out);
    logged = read_whole(log);
    if (rc != row->rc || strstr(said, row->said) == NULL ||
        (row->logged == NULL ? *logged != '\0'
                             : strstr(logged, row->logged) == NULL ||
                                   strstr(logged, row->also_logged) == NULL))
        fail_msg("%s: %d, %s, log: %s", row->name, (int)rc, said, logged);
    free(logged);
    free(said);
}

static void
test_what_is_told_of_the_rosters(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *dir = temporary_make();

        judge(&rows[i], dir);
        temporary_remove(dir);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_told_of_the_rosters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
