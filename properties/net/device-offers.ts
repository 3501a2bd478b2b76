import { type FeatureSet, includes } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import { netClosures } from '../../spec/net/requirements.ts';
import { isClosed } from '../../spec/requirements.ts';
import { netProperty } from '../../src/types/net/property.ts';
import { offers, offerWhere, requirementsSeen } from '../device-offers.ts';
import { printIn } from '../print.ts';

const CONFIG = 'devicenormative:Device Types / Network Device / Device configuration layout';

export const deviceOfferKeepsRecommendations = netProperty({
  id: 'device-offer-keeps-recommendations',
  title: 'A device offers no feature without what the standard recommends with it',
  clauses: [`${CONFIG} #8`, `${CONFIG} #9`, 'sec:Device Types / Network Device / Feature bits #1'],
  level: 'should',
  side: 'device',
  since: '1.3',
  appliesTo: offers,
  check: (run) => {
    const { should } = netClosures(run.scenario.version);
    const lacksHeader = (offered: FeatureSet) =>
      includes(offered, net.IPSEC) && !includes(offered, net.OUT_NET_HEADER);
    return offerWhere(
      run,
      (round) =>
        lacksHeader(round.offered) ||
        (!should.isClosed(round.offered) && !isClosed(round.offered, requirementsSeen(run, round, should))),
      ({ offered }) =>
        lacksHeader(offered)
          ? 'IPSEC is offered without OUT_NET_HEADER'
          : `${printIn(run, offered & ~should.greatestClosedSubset(offered))} is offered without CTRL_VQ`,
    );
  },
});

/** What a net device should offer. */
export const netDeviceOfferProperties = [deviceOfferKeepsRecommendations] as const;
