/* loket directory without a desk: what it lists, whom it finds, and what an
 * import makes of a CSV, with everything that is wrong on its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clients/directory_csv.h"
#include "clients/text_sections.h"
#include "clients/verb_directory.h"
#include "core/desk_rules.h"
#include "tests/client/spoken.h"
#include "tests/unit/rows.h"

#define FOLDER "tests/client/directory"
#define FILE_  FOLDER "/directory.yaml"
#define WRONG  FOLDER "/wrong.csv"

static const struct spoken_row rows[] = {
    {"list: with all that is known", "list " FILE_ " --on 2026-11-26",
     ENDING_DONE,
     "Huis, \"het grote\", opvang, stad: intake, deputy wacht, 020 000 0002, "
     "intake@huis.example, ma-vr 9-17, by convenant, from 2026-01-01, until "
     "2026-12-31\n",
     "Bureau"},
    {"list: what little is known", "list " FILE_ " --on 2026-11-26",
     ENDING_DONE, "Overal, opvang, everywhere: -, 020 000 0001\n", "Bureau"},
    {"list: on its last day", "list " FILE_ " --on 2026-12-31", ENDING_DONE,
     "Huis", "Bureau"},
    {"list: the day after, and another's first",
     "list " FILE_ " --on 2027-01-01", ENDING_DONE,
     "Bureau, politie, everywhere: -, 112, from 2027-01-01\n", "Huis"},
    {"list: all of them", "list " FILE_ " --all --role politie", ENDING_DONE,
     "Bureau", "opvang"},
    {"list: of a region, those of everywhere too",
     "list " FILE_ " --on 2026-11-26 --region dorp", ENDING_DONE, "Overal",
     "Huis"},
    {"list: those of the region",
     "list " FILE_ " --on 2026-11-26 --region dorp", ENDING_DONE, "Hoeve",
     "Huis"},
    {"list: as JSON", "list " FILE_ " --json --all --role politie", ENDING_DONE,
     "{\"organisation\":\"Bureau\",\"role\":\"politie\",\"telephone\":\"112\","
     "\"from\":\"2027-01-01\"}\n",
     "region"},
    {"list: no such role", "list " FILE_ " --role zoe", ENDING_USAGE,
     "there is no role zoe", "Huis"},
    {"list: no such region", "list " FILE_ " --region zoe", ENDING_USAGE,
     "there is no region zoe", "Huis"},
    {"list: no such day", "list " FILE_ " --on 2026-02-30", ENDING_USAGE,
     "--on: a day is 2026-12-31", "Huis"},
    {"list: no such file", "list " FOLDER "/none.yaml", ENDING_USAGE,
     "cannot be read", NULL},
    {"list: two files", "list " FILE_ " " FILE_, ENDING_USAGE,
     "one file at a time", NULL},
    {"list: a document that is wrong", "list " FOLDER "/unknown.txt",
     ENDING_USAGE, "unknown.txt:4: unknown_name: there is no role zoe",
     "Huis, "},
    {"list: the shipped documents name nobody", "list config/desk", ENDING_DONE,
     "", ":"},

    {"expiring: 31 days before, not yet",
     "list " FILE_ " --expiring --on 2026-11-30", ENDING_DONE, "", "until"},
    {"expiring: 30 days before", "list " FILE_ " --expiring --on 2026-12-01",
     ENDING_DONE,
     "Huis, \"het grote\", opvang: until 2026-12-31, days left: 30\n",
     "Overal"},
    {"expiring: agreements too", "list " FILE_ " --expiring --on 2026-12-31",
     ENDING_DONE, "agreement convenant: until 2026-12-31, days left: 0\n",
     NULL},
    {"expiring: of a role there are no agreements",
     "list " FILE_ " --expiring --on 2026-12-31 --role opvang", ENDING_DONE,
     "Huis", "agreement"},
    {"expiring: as JSON", "list " FILE_ " --json --expiring --on 2026-12-31",
     ENDING_DONE,
     "{\"kind\":\"agreement\",\"name\":\"convenant\",\"role\":\"\",\"until\":"
     "\"2026-12-31\",\"days_left\":0}",
     NULL},

    {"find: those of the region first",
     "find opvang " FOLDER " --region stad --on 2026-11-26", ENDING_DONE,
     "until 2026-12-31\nOveral", "Hoeve"},
    {"find: without a region, all", "find opvang " FOLDER " --on 2026-11-26",
     ENDING_DONE, "Hoeve", "Bureau"},
    {"find: nobody yet", "find politie " FOLDER " --on 2026-12-31",
     ENDING_REFUSED, "nobody is in the directory for politie", "Bureau"},
    {"find: nobody at all", "find leeg " FOLDER, ENDING_REFUSED,
     "nobody is in the directory for leeg", NULL},
    {"find: no such role", "find zoe " FOLDER, ENDING_USAGE,
     "there is no role zoe", NULL},
    {"find: no role", "find", ENDING_USAGE, "one ROLE, or ROLE and FILE", NULL},

    {"export: the names of the columns first", "export " FOLDER, ENDING_DONE,
     "organisation,role,partner,contact,deputy,telephone,email,hours,region,"
     "covenant,from,until\r\nOveral,opvang,,,,020 000 0001,,,,,,\r\n",
     NULL},
    {"export: quotes", "export " FOLDER, ENDING_DONE,
     "\"Huis, \"\"het grote\"\"\",opvang,huis-1,intake,wacht,020 000 0002,"
     "intake@huis.example,ma-vr 9-17,stad,convenant,2026-01-01,"
     "2026-12-31\r\n",
     NULL},

    {"import: the new entries", "import " FOLDER "/sound.csv " FILE_,
     ENDING_DONE,
     "# Who they are.\n"
     "entries:\n"
     "  - organisation: \"Nieuw \\\"huis\\\"\"\n"
     "    role: \"opvang\"\n"
     "    email: \"nieuw@huis.example\"\n"
     "    region: \"stad\"\n"
     "    until: \"2027-06-30\"\n"
     "  - organisation: \"Bureau \\\\ twee\"\n"
     "    role: \"politie\"\n"
     "    email: \"bureau@p.example\"\n"
     "\n"
     "# So many days before.\n"
     "directory_warn: 30\n",
     "Overal"},
    {"import: what stands before them stays",
     "import " FOLDER "/sound.csv " FILE_, ENDING_DONE,
     "# A directory of nobody.\nroles:\n  - {name: opvang,", NULL},
    {"import: only checked", "import " FOLDER "/sound.csv " FILE_ " --dry-run",
     ENDING_DONE, "would be accepted; entries: 2\n", "roles"},
    {"import: nothing of a wrong one", "import " WRONG " " FILE_,
     ENDING_REFUSED, "refused; nothing was changed\n", "entries:"},
    {"import: an unknown role, on its line", "import " WRONG " " FILE_,
     ENDING_REFUSED, WRONG ":3: unknown_name: there is no role zoe\n", NULL},
    {"import: an unknown region", "import " WRONG " " FILE_, ENDING_REFUSED,
     WRONG ":4: unknown_name: there is no region zoe\n", NULL},
    {"import: a line end within a field", "import " WRONG " " FILE_,
     ENDING_REFUSED, WRONG ":5: value: organisation: one line of text", NULL},
    {"import: too few fields", "import " WRONG " " FILE_, ENDING_REFUSED,
     WRONG ":7: value: 2 fields, not 7\n", NULL},
    {"import: nobody could be reached", "import " WRONG " " FILE_,
     ENDING_REFUSED, WRONG ":8: missing: telephone or email", NULL},
    {"import: no telephone number", "import " WRONG " " FILE_, ENDING_REFUSED,
     WRONG ":9: value: telephone: a telephone number is expected\n", NULL},
    {"import: an unknown agreement", "import " WRONG " " FILE_, ENDING_REFUSED,
     WRONG ":9: unknown_name: there is no agreement zoe\n", NULL},
    {"import: a day as people write it", "import " WRONG " " FILE_,
     ENDING_REFUSED, WRONG ":9: value: until: a date", NULL},
    {"import: a quote in the middle", "import " WRONG " " FILE_, ENDING_REFUSED,
     WRONG ":10: syntax: a quote within", NULL},
    {"import: the same organisation twice", "import " WRONG " " FILE_,
     ENDING_REFUSED, WRONG ":11: twice: ", WRONG ":2:"},
    {"import: no UTF-8", "import " FOLDER "/latin.csv " FILE_, ENDING_REFUSED,
     "latin.csv:2: value: organisation: no text in UTF-8\n", NULL},
    {"import: a column nobody knows", "import " FOLDER "/columns.csv " FILE_,
     ENDING_REFUSED, "columns.csv:1: unknown_key: field 2 names no column\n",
     NULL},
    {"import: a column twice", "import " FOLDER "/columns.csv " FILE_,
     ENDING_REFUSED, "columns.csv:1: twice: column role: a second time\n",
     NULL},
    {"import: a column that is needed", "import " FOLDER "/columns.csv " FILE_,
     ENDING_REFUSED, "columns.csv:1: missing: column organisation", NULL},
    {"import: no such CSV", "import " FOLDER "/none.csv " FILE_, ENDING_USAGE,
     "none.csv cannot be read", NULL},
    {"import: nothing to import into",
     "import " FOLDER "/sound.csv tests/client/roster/rosters.yaml",
     ENDING_USAGE, "there is no directory in it", NULL},
    {"import: into force needs a reason", "import " FOLDER "/sound.csv",
     ENDING_USAGE, "--reason is needed", NULL},
    {"import: no CSV", "import", ENDING_USAGE, "one CSV, or CSV and FILE",
     NULL},
    {"no word", "", ENDING_USAGE,
     "needs a word more: list, find, export, import", NULL},
};

static void
test_rows(void **state)
{
    (void)state;
    spoken_language("C");
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct spoken_row row = rows[i];
        char words[256];

        (void)snprintf(words, sizeof words, "directory%s%s",
                       *row.words == '\0' ? "" : " ", row.words);
        row.words = words;
        spoken_row(verb_directory, &row);
    }
}

/* What was exported and is imported again is the same, field by field. */
static void
test_exported_comes_back(void **state)
{
    const struct invocation inv = {.verb = "directory"};
    struct directory_source source = {.version = 0};
    struct directory_source again = {.version = 0};
    struct document_findings findings = {0};
    struct directory_import import;
    char *csv = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&csv, &n);

    (void)state;
    assert_non_null(out);
    assert_int_equal(directory_open(&source, &inv, FOLDER), ENDING_DONE);
    directory_csv_write(out, source.rules);
    (void)fclose(out);
    assert_int_equal(directory_csv_read("x", csv, n, &import, &findings),
                     RC_OK);
    assert_int_equal(import.rows_n, 4);
    assert_int_equal(import.rows[0].csv, 2);
    assert_int_equal(directory_csv_line(&import, 0), 0);
    assert_int_equal(directory_csv_line(&import, 1), 2);
    assert_int_equal(directory_csv_line(&import, 3), 2);
    assert_int_equal(directory_csv_line(&import, 4), 3);

    again.texts.parts = true;
    desk_texts_add(&again.texts, DOCUMENT_NONE, "entries", import.text,
                   import.n);
    for (size_t i = 0; i < source.texts.n; i++) {
        char *text = strdup(source.texts.list[i].bytes);
        size_t from = 0, to = 0;

        assert_non_null(text);
        text_section_span(text, "entries", &from, &to);
        memset(text + from, '\n', to - from);
        desk_texts_add(&again.texts, DOCUMENT_NONE, source.texts.list[i].name,
                       text, strlen(text));
    }
    assert_int_equal(directory_compile(&again), RC_OK);
    for (size_t i = 0; i < 4; i++) {
        struct directory_entry *is = &again.rules->directory.entries[i];

        is->line = source.rules->directory.entries[i].line;
        assert_memory_equal(is, &source.rules->directory.entries[i],
                            sizeof *is);
    }
    document_findings_close(&findings);
    directory_source_close(&again);
    directory_source_close(&source);
    free(csv);
}

/* As many entries as there is room for, and one more. */
static void
test_too_many_entries(void **state)
{
    (void)state;
    for (size_t max = ENTRIES_MAX; max <= ENTRIES_MAX + 1; max++) {
        struct document_findings findings = {0};
        struct directory_import import;
        char *csv = NULL;
        size_t n = 0;
        FILE *out = open_memstream(&csv, &n);

        assert_non_null(out);
        (void)fputs("organisation,role,telephone\n", out);
        for (size_t i = 0; i < max; i++)
            (void)fprintf(out, "o%zu,opvang,112\n", i);
        (void)fclose(out);
        assert_int_equal(directory_csv_read("x", csv, n, &import, &findings),
                         max > ENTRIES_MAX ? RC_INVALID : RC_OK);
        assert_int_equal(import.rows_n, ENTRIES_MAX);
        if (max > ENTRIES_MAX) {
            assert_int_equal(findings.n, 1);
            assert_int_equal(findings.list[0].line, ENTRIES_MAX + 2);
            assert_string_equal(findings.list[0].code, "limit");
        }
        document_findings_close(&findings);
        free(import.text);
        free(csv);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_exported_comes_back),
        cmocka_unit_test(test_too_many_entries),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
