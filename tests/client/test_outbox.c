/* What was not received waits on disk; what was is never sent as new. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"

#include "clients/outbox.h"

static json_t *
submit_of(const char *text)
{
    return json_pack("{s:{s:s}}", "advice", "text", text);
}

static void
put(struct outbox *outbox, const char *text, bool again,
    struct outbox_item *item)
{
    json_t *submit = submit_of(text);

    assert_int_equal(outbox_put(outbox, submit, again, item), RC_OK);
    json_decref(submit);
    assert_int_equal(strlen(item->message_id), OUTBOX_ID_CHARS - 1);
    assert_string_equal(
        json_string_value(json_object_get(item->submit, "message_id")),
        item->message_id);
}

static void
receive(struct outbox *outbox, const struct outbox_item *item)
{
    json_t *receipt =
        json_pack("{s:s, s:s, s:I}", "id", "A-00000000", "receipt",
                  "A-00000000-0000000000000000", "accepted_us", (json_int_t)5);

    assert_int_equal(outbox_received(outbox, item, receipt), RC_OK);
    json_decref(receipt);
}

/* One run: puts the texts, receives the first `received` of them. */
static void
run(const struct profile *profile, const char *const texts[], size_t received,
    char ids[][OUTBOX_ID_CHARS])
{
    struct outbox *outbox = NULL;

    assert_int_equal(outbox_open(&outbox, profile), RC_OK);
    for (size_t i = 0; texts[i] != NULL; i++) {
        struct outbox_item item;

        put(outbox, texts[i], false, &item);
        memcpy(ids[i], item.message_id, OUTBOX_ID_CHARS);
        if (i < received)
            receive(outbox, &item);
        outbox_item_close(&item);
    }
    assert_int_equal(outbox_sync(outbox), RC_OK);
    outbox_close(outbox);
}

static void
test_the_same_file_again_has_the_same_ids(void **state)
{
    static const char *const file[] = {"one", "two", "one", NULL};
    struct profile *profile = folder_profile(*state);
    char first[3][OUTBOX_ID_CHARS];
    char second[3][OUTBOX_ID_CHARS];
    char third[3][OUTBOX_ID_CHARS];

    run(profile, file, 1, first);
    assert_int_equal(folder_count(*state, "outbox"), 2);
    assert_int_equal(folder_count(*state, "sent"), 1);
    run(profile, file, 3, second);
    assert_int_equal(folder_count(*state, "outbox"), 0);
    assert_int_equal(folder_count(*state, "sent"), 3);
    run(profile, file, 3, third);
    assert_int_equal(folder_count(*state, "sent"), 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(first[i], second[i]);
        assert_string_equal(first[i], third[i]);
    }
    profile_close(profile);
}

static void
test_two_equal_lines_are_two_messages(void **state)
{
    static const char *const file[] = {"one", "one", NULL};
    struct profile *profile = folder_profile(*state);
    char ids[2][OUTBOX_ID_CHARS];

    run(profile, file, 2, ids);
    assert_string_not_equal(ids[0], ids[1]);
    assert_int_equal(folder_count(*state, "sent"), 2);
    profile_close(profile);
}

static void
test_again_is_another_message(void **state)
{
    static const char *const file[] = {"one", NULL};
    struct profile *profile = folder_profile(*state);
    struct outbox *outbox = NULL;
    struct outbox_item item;
    char ids[1][OUTBOX_ID_CHARS];

    run(profile, file, 1, ids);
    assert_int_equal(outbox_open(&outbox, profile), RC_OK);
    put(outbox, "one", true, &item);
    assert_false(item.sent);
    assert_string_not_equal(item.message_id, ids[0]);
    receive(outbox, &item);
    outbox_item_close(&item);
    outbox_close(outbox);
    /* The first receipt must not be lost for it. */
    assert_int_equal(folder_count(*state, "sent"), 2);
    profile_close(profile);
}

static void
test_another_desk_is_another_message(void **state)
{
    static const char *const file[] = {"one", NULL};
    struct profile *profile = folder_profile(*state);
    char here[1][OUTBOX_ID_CHARS];
    char there[1][OUTBOX_ID_CHARS];

    run(profile, file, 1, here);
    profile->server_key[0] ^= 1;
    run(profile, file, 1, there);
    assert_string_not_equal(here[0], there[0]);
    profile_close(profile);
}

static void
test_a_refused_message_is_forgotten(void **state)
{
    struct profile *profile = folder_profile(*state);
    struct outbox *outbox = NULL;
    struct outbox_item item;

    assert_int_equal(outbox_open(&outbox, profile), RC_OK);
    put(outbox, "wrong", false, &item);
    assert_int_equal(outbox_sync(outbox), RC_OK);
    assert_int_equal(folder_count(*state, "outbox"), 1);
    outbox_drop(outbox, &item);
    assert_int_equal(folder_count(*state, "outbox"), 0);
    outbox_item_close(&item);
    outbox_close(outbox);
    profile_close(profile);
}

static void
test_what_waits_is_found_oldest_first(void **state)
{
    static const char *const file[] = {"one", "two", "three", NULL};
    struct profile *profile = folder_profile(*state);
    struct outbox *outbox = NULL;
    struct outbox_item *items = NULL;
    char ids[3][OUTBOX_ID_CHARS];
    size_t n = 0;

    run(profile, file, 1, ids);
    assert_int_equal(outbox_open(&outbox, profile), RC_OK);
    assert_int_equal(outbox_waiting(outbox, &items, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_string_equal(items[0].message_id, ids[1]);
    assert_string_equal(items[1].message_id, ids[2]);
    for (size_t i = 0; i < n; i++)
        outbox_item_close(&items[i]);
    free(items);
    outbox_close(outbox);
    profile_close(profile);
}

static void
test_what_another_process_sends_does_not_wait_for_us(void **state)
{
    static const char *const file[] = {"one", NULL};
    struct profile *profile = folder_profile(*state);
    struct outbox *theirs = NULL;
    struct outbox *ours = NULL;
    struct outbox_item *items = NULL;
    char ids[1][OUTBOX_ID_CHARS];
    size_t n = 0;

    run(profile, file, 0, ids);
    assert_int_equal(outbox_open(&theirs, profile), RC_OK);
    assert_int_equal(outbox_open(&ours, profile), RC_OK);
    assert_int_equal(outbox_waiting(ours, &items, &n), RC_OK);
    assert_int_equal(n, 0);
    free(items);
    outbox_close(ours);
    outbox_close(theirs);
    profile_close(profile);
}

static void
test_half_a_file_of_a_power_cut_is_replaced(void **state)
{
    static const char *const file[] = {"one", NULL};
    struct profile *profile = folder_profile(*state);
    struct outbox *outbox = NULL;
    struct outbox_item item;
    struct outbox_item *items = NULL;
    char name[PROFILE_PATH_BYTES];
    char ids[1][OUTBOX_ID_CHARS];
    size_t n = 0;

    run(profile, file, 0, ids);
    assert_int_equal(outbox_open(&outbox, profile), RC_OK);
    put(outbox, "one", false, &item);
    (void)snprintf(name, sizeof name, "outbox/%s.json", item.hash);
    outbox_item_close(&item);
    outbox_close(outbox);
    folder_write(*state, name, "{\"message_id\":\"0190", 0600);

    assert_int_equal(outbox_open(&outbox, profile), RC_OK);
    assert_int_equal(outbox_waiting(outbox, &items, &n), RC_OK);
    assert_int_equal(n, 0);
    free(items);
    put(outbox, "one", false, &item);
    outbox_item_close(&item);
    outbox_close(outbox);

    assert_int_equal(outbox_open(&outbox, profile), RC_OK);
    assert_int_equal(outbox_waiting(outbox, &items, &n), RC_OK);
    assert_int_equal(n, 1);
    outbox_item_close(&items[0]);
    free(items);
    outbox_close(outbox);
    profile_close(profile);
}

static void
test_what_a_killed_process_was_writing_is_removed(void **state)
{
    static const char *const file[] = {"one", NULL};
    struct profile *profile = folder_profile(*state);
    struct outbox *outbox = NULL;
    struct outbox_item *items = NULL;
    char ids[1][OUTBOX_ID_CHARS];
    char path[PROFILE_PATH_BYTES];
    size_t n = 0;

    run(profile, file, 1, ids);
    folder_write(*state, "outbox/.00.json.4711", "{\"submit\":", 0600);
    assert_int_equal(outbox_open(&outbox, profile), RC_OK);
    assert_int_equal(outbox_waiting(outbox, &items, &n), RC_OK);
    assert_int_equal(n, 0);
    free(items);
    outbox_close(outbox);
    (void)snprintf(path, sizeof path, "%s/outbox/.00.json.4711",
                   (char *)*state);
    assert_int_equal(access(path, F_OK), -1);
    profile_close(profile);
}

static void
test_files_are_ours_alone_and_sent_holds_no_content(void **state)
{
    static const char *const file[] = {"frightened", NULL};
    struct profile *profile = folder_profile(*state);
    struct outbox *outbox = NULL;
    struct outbox_item item;
    struct stat st;
    char path[PROFILE_PATH_BYTES];
    char text[512] = "";
    char ids[1][OUTBOX_ID_CHARS];
    FILE *sent;

    run(profile, file, 0, ids);
    assert_int_equal(outbox_open(&outbox, profile), RC_OK);
    put(outbox, "frightened", false, &item);
    (void)snprintf(path, sizeof path, "%s/outbox/%s.json", (char *)*state,
                   item.hash);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    receive(outbox, &item);
    outbox_close(outbox);
    (void)snprintf(path, sizeof path, "%s/sent/%s.json", (char *)*state,
                   item.hash);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    sent = fopen(path, "re");
    assert_non_null(sent);
    assert_true(fread(text, 1, sizeof text - 1, sent) > 0);
    (void)fclose(sent);
    assert_null(strstr(text, "frightened"));
    assert_non_null(strstr(text, "A-00000000-0000000000000000"));
    outbox_item_close(&item);
    profile_close(profile);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_the_same_file_again_has_the_same_ids),
        IN_FOLDER(test_two_equal_lines_are_two_messages),
        IN_FOLDER(test_again_is_another_message),
        IN_FOLDER(test_another_desk_is_another_message),
        IN_FOLDER(test_a_refused_message_is_forgotten),
        IN_FOLDER(test_what_waits_is_found_oldest_first),
        IN_FOLDER(test_what_another_process_sends_does_not_wait_for_us),
        IN_FOLDER(test_half_a_file_of_a_power_cut_is_replaced),
        IN_FOLDER(test_what_a_killed_process_was_writing_is_removed),
        IN_FOLDER(test_files_are_ours_alone_and_sent_holds_no_content),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
