/** Name and version of the suite, as in package.json. */
export const NAME = 'virtio-conformance 0.1.0';
