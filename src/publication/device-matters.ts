/** Whether what real devices do wrong matters to whoever has one: a sentence for each property that any of them violates. */
export const deviceMatters: Readonly<Record<string, string>> = {
  'device-accepts-valid-sets':
    'A driver that asks for less than is offered, as the standard lets it, gets no device: those of today ask for enough.',
  'device-counts-the-buffers-of-a-frame':
    'A driver that trusts num_buffers reads the wrong buffers as one frame, or waits for some that never come.',
  'device-keeps-answering':
    'A guest takes its host down, or the device out of service for itself and whoever comes after it: the worst kind.',
  'device-keeps-sizes':
    'A driver that takes the size it read before a queue is enabled again for the one it has then lays out another ring than the device uses.',
  'device-keeps-status':
    'A driver that reads the status back takes the device for one that has failed, or a failed one for live.',
  'device-leaves-a-reset-queue-alone':
    'A driver that resets one queue to take its buffers back has them written to afterwards; Linux resets no single queue over MMIO.',
  'device-loses-no-frame-that-fits':
    'A frame is lost though its buffers have room for it, and no driver can tell: on a small ring every large one may be.',
  'device-offer-fits-transport':
    'A driver that reads windows of features which the device does not have sees bits there; those of today read two.',
  'device-offers-no-legacy-bits':
    'A driver of the modern interface that accepts all that it knows has accepted bits that mean nothing there; no harm is known.',
  'device-presents-usable-sizes':
    'A driver of split rings has to round the size down by itself; Linux does not, and refuses the queue.',
  'device-queue-reset-restores-defaults':
    'A driver that resets one queue to make it smaller, as Linux does for XDP and ethtool, finds it still enabled and gives up.',
  'device-refuses-invalid-sets':
    'A driver that asks for what is not offered is told that it has it; it goes wrong only with a driver that is wrong already.',
  'device-refuses-unclosed-sets':
    "What the device does with such a set is anybody's guess, and a wrong driver learns of its mistake late.",
  'device-says-no-more-than-it-writes':
    'A driver that trusts the length of a used buffer reads memory that nobody wrote: old data, or that of another.',
  'device-writes-as-much-as-it-says':
    'A driver that hands on as many bytes as it is told that there are hands on what lay there before, of this guest or another of its programs.',
  'device-has-the-unit-that-lists-units':
    'A driver that asks that unit which others there are finds none; those of today ask each target.',
  'device-uses-no-buffer-after-a-reset':
    'A device that still writes to memory after a reset writes to what the guest has given to somebody else by then.',
  'device-uses-what-it-was-given':
    'Seen over MMIO of a driver that never writes the size of its queue, as it has to: no right driver meets it.',
  'device-uses-no-buffer-before-driver-ok':
    'A driver that fills its rings before DRIVER_OK, as it may, and then finds that it cannot go on, has lost what the device took.',
};
