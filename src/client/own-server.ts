/** What our own server says it is: to it, and to no other, requests carry an id. */
export const SERVER_NAME = "engram";
/**
 * By this id a request can be stopped (`DELETE /requests/{id}`): a service worker is not told of a request that is given
 * up before its answer began.
 */
export const REQUEST_ID_HEADER = "x-engram-request";
