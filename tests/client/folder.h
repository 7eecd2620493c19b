/* folder -- a profile of its own in a folder of its own for each test. */
#ifndef TESTS_CLIENT_FOLDER_H
#define TESTS_CLIENT_FOLDER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clients/profile.h"

/* cmocka's setup and teardown: *state is the folder's path. */
int folder_make(void **state);
int folder_remove(void **state);
#define IN_FOLDER(test)                                                        \
    cmocka_unit_test_setup_teardown(test, folder_make, folder_remove)

/* folder_profile: a complete profile in the folder, as `key new` makes it;
 * the caller's to close. */
struct profile *folder_profile(const char *folder);

/* folder_write: a small text file in the folder, with this mode. */
void folder_write(const char *folder, const char *name, const char *text,
                  unsigned mode);

/* folder_count: files in a folder of the folder, hidden ones not. */
size_t folder_count(const char *folder, const char *name);

#endif
