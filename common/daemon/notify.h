/* sd_notify(3) without the library: tells systemd, when it listens, that we are ready or stopping. */
#ifndef CVG_DAEMON_NOTIFY_H
#define CVG_DAEMON_NOTIFY_H

/* "READY=1", "STOPPING=1", "STATUS=…". Nothing happens without NOTIFY_SOCKET. */
void notify_send(const char *state);

#endif
