/*
 * The proposal of the thread, as a model checker has it: a device with rings of one size over MMIO, with or without peek, and a
 * driver that negotiates again where a ring is small. Same sizes, offers and acceptance scripts as the profiles of our own.
 */

#define LARGEST 32768
#define MAX_SKB_FRAGS 17

/* Features: mergeable buffers, guest offloads, the control queue, an MTU, and what else a device offers. */
#define MRG_RXBUF 1
#define OFFLOADS 2
#define CTRL_VQ 4
#define MTU 8
#define MORE 16

#define SMALL(size) (size < MAX_SKB_FRAGS + 2)

mtype = { accepts, refuses, refuses_first, refuses_second, refuses_unless };

int told;
bool peek;
mtype script;
byte offered;

byte accepted, blocked, negotiations;
bool refused, live;
int used;

inline choose() {
  do
  :: told < LARGEST -> told++
  :: told == LARGEST -> told = 32769
  :: told == 32769 -> told = 49152
  :: told == 49152 -> told = 65535
  :: break
  od;
  if :: peek = true :: peek = false fi;
  if
  :: script = accepts
  :: script = refuses
  :: script = refuses_first
  :: script = refuses_second
  :: script = refuses_unless
  fi;
  if
  :: offered = 0
  :: offered = OFFLOADS
  :: offered = OFFLOADS | CTRL_VQ
  :: offered = OFFLOADS | CTRL_VQ | MRG_RXBUF
  :: offered = MTU
  :: offered = OFFLOADS | CTRL_VQ | MRG_RXBUF | MTU | MORE
  fi
}

inline block(size) {
  blocked = (size < 2 -> MRG_RXBUF | OFFLOADS | CTRL_VQ : (SMALL(size) -> MRG_RXBUF | OFFLOADS : 0))
}

inline negotiate() {
  negotiations++;
  accepted = offered & ~blocked;
  refused = script == refuses || (script == refuses_first && negotiations == 1) ||
    (script == refuses_second && negotiations == 2) ||
    (script == refuses_unless && (accepted & (MRG_RXBUF | OFFLOADS)))
}

/* Split rings have a power of two of entries; 0 entries are no queue. */
inline find_queues() {
  if
  :: told > LARGEST -> used = 0
  :: told == 0 -> used = 0
  :: else ->
    used = 1;
    do
    :: 2 * used <= told -> used = 2 * used
    :: else -> break
    od
  fi
}

active proctype probe() {
  atomic { choose() };
  d_step {
    negotiate();
    if
    :: peek && !refused ->
      block(told);
      if
      :: blocked -> negotiate()
      :: else
      fi
    :: else
    fi;
    find_queues();
    block(used);
#ifdef UNCHECKED
    blocked = 0;
#endif
    live = !refused && used > 0 && !(accepted & blocked)
  }
  assert(!(live && SMALL(used) && (accepted & MRG_RXBUF)))
}
