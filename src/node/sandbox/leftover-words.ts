/** How the reason of a crash begins where a probe left something behind which goes on after it. */
export const LEFT_BEHIND = 'left something behind that goes on after its probe has ended';
