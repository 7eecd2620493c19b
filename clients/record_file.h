/* record_file -- one JSON object in one file of a folder, whole or not there. */
#ifndef CLIENTS_RECORD_FILE_H
#define CLIENTS_RECORD_FILE_H

#include <jansson.h>

#include "core/rc.h"

struct profile;

/* record_file_folder: a folder of the profile, made when it is not there; -1:
 * errno says why. */
int record_file_folder(const struct profile *profile, const char *name);

/* record_read: the caller's; NULL: none, or not JSON. */
json_t *record_file_read(int folder_fd, const char *name);

/* record_write: a new file, 0600.  It is complete when it is seen, but on the
 * disk only after the caller's fsync of *fd (the caller's to close) and of the
 * folder.  RC_DUP: there is one; RC_FATAL: errno says why. */
MUST_USE enum rc record_file_write(int folder_fd, const char *name,
                                   const json_t *object, int *fd);

#endif
