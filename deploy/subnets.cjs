/**
 * A public subnet for each zone of the setting `zones`. Name and addresses follow from the zone's
 * letter, so that a zone that comes or goes touches no other's subnet.
 */
module.exports = async ({ resolveVariable }) => {
  const zones = (await resolveVariable('param:zones')).split(',');
  const Tags = [{ Key: 'Name', Value: `spotscribe-${await resolveVariable('sls:stage')}` }];
  const subnets = zones.map((zone, index) => subnetOf({ letter: zone.at(-1), index, Tags }));
  return {
    resources: {
      Resources: Object.assign({}, ...subnets.map(({ resources }) => resources)),
    },
    ids: { 'Fn::Join': [',', subnets.map(({ id }) => ({ Ref: id }))] },
    arns: subnets.map(({ id }) => ({
      'Fn::Sub': `arn:\${AWS::Partition}:ec2:\${AWS::Region}:\${AWS::AccountId}:subnet/\${${id}}`,
    })),
  };
};

function subnetOf({ letter, index, Tags }) {
  const id = `Subnet${letter.toUpperCase()}`;
  const block = 16 * (letter.charCodeAt(0) - 'a'.charCodeAt(0));
  const resources = {
    [id]: {
      Type: 'AWS::EC2::Subnet',
      Properties: {
        VpcId: { Ref: 'Vpc' },
        AvailabilityZone: { 'Fn::Select': [index, { Ref: 'Zones' }] },
        CidrBlock: `10.83.${block}.0/20`,
        MapPublicIpOnLaunch: true,
        Tags,
      },
    },
    [`${id}Routes`]: {
      Type: 'AWS::EC2::SubnetRouteTableAssociation',
      Properties: { SubnetId: { Ref: id }, RouteTableId: { Ref: 'PublicRoutes' } },
    },
  };
  return { id, resources };
}
