/* `cvg alerts ack`, `silence` and `unsilence`: what a person does, with its line of the journal. */
#ifndef CVG_CVG_ALERTS_ACT_H
#define CVG_CVG_ALERTS_ACT_H

int alerts_ack_run(int argc, char **argv);
int alerts_silence_run(int argc, char **argv);
int alerts_unsilence_run(int argc, char **argv);

#endif
