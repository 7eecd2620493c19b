/* health_probe -- what this machine tells of itself, for core/health.h.  Facts
 * that it does not tell stay HEALTH_UNSAID. */
#ifndef SYS_HEALTH_PROBE_H
#define SYS_HEALTH_PROBE_H

struct health_facts;

/* health_probe_clock: is it kept right, and since when zone data are there. */
void health_probe_clock(struct health_facts *facts, const char *zone_path);

/* health_probe_disk: what paths.state lies on.  Writes, syncs and removes a
 * small file there, several times. */
void health_probe_disk(struct health_facts *facts, const char *state_dir);

/* health_probe_desk: limits and swap of the desk that has the lock of this
 * folder; who may not look into it learns nothing. */
void health_probe_desk(struct health_facts *facts, const char *state_dir);

/* health_probe_libraries: versions as dpkg has them in its list of packages. */
void health_probe_libraries(struct health_facts *facts, const char *list_path);

#endif
