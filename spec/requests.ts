/** How many requests of a device type may be told apart: the value of a `request` event begins with the place of its request, and goes on with how that ended. */
export const REQUEST_PLACES = 64;
