/** A section of the block device that properties cite, in our words; the ledger of clauses is about net. */
export interface BlkClause {
  /** Label of the section, without an ordinal. */
  readonly id: string;
  /** Its number in version 1.3. */
  readonly section: string;
  readonly rule: string;
}

/** sec:Device Types / Block Device / Feature bits — this and the other sections that properties of disks rest on. */
export const blkClauses: readonly BlkClause[] = [
  {
    id: 'sec:Device Types / Block Device / Virtqueues',
    section: '5.2.2',
    rule: 'One request queue; with MQ as many as num_queues says.',
  },
  {
    id: 'sec:Device Types / Block Device / Feature bits',
    section: '5.2.3',
    rule: 'SEG_MAX bounds the data segments of one request by seg_max, whatever the queue size is.',
  },
  {
    id: 'drivernormative:Device Types / Block Device / Device Initialization',
    section: '5.2.5.1',
    rule: 'Offered ZONED by a host-managed device, a driver leaves DISCARD out; one that took ZONED and cannot handle such zones sets FAILED instead of FEATURES_OK.',
  },
];
