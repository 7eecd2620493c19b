/* zone_file -- the machine's zone data to struct zone. */
#ifndef SYS_ZONE_FILE_H
#define SYS_ZONE_FILE_H

#include "core/rc.h"

struct file_findings;
struct zone;

#define ZONE_DEFAULT "Europe/Amsterdam"

/* zone_file_read: the changes of a zone from 1970 to 2200, as localtime_r()
 * of the C library knows them; after that the last offset holds.  Call it at
 * start, before there are threads: it sets TZ for the process.  The folder is
 * TZDIR of the environment, else /usr/share/zoneinfo; the name is a path below
 * it.
 * RC_INVALID: a finding says so; the name leads elsewhere, the file is missing
 * or no zone file (the C library would silently take UTC), it has more than
 * ZONE_CHANGES_MAX changes, or Europe/Amsterdam has not summer time on
 * 2026-07-01 (offset 7200).  TZ may have been set all the same.
 * cost: some tens of milliseconds */
MUST_USE enum rc zone_file_read(struct zone *out, const char *name,
                                struct file_findings *findings);

#endif
