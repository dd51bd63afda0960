// Azure Managed Redis: the log of the last messages, presence and live figures.

@description('Filled by azd: everything is in this region.')
param location string = resourceGroup().location

@description('Size, such as Balanced_B1.')
param sku string

@description('Subnet of private endpoints.')
param subnetId string

@description('Private DNS zone privatelink.redis.azure.net of the network.')
param zoneId string

resource redis 'Microsoft.Cache/redisEnterprise@2025-07-01' = {
  name: 'redis-${uniqueString(resourceGroup().id)}'
  location: location
  sku: { name: sku }
  properties: {
    minimumTlsVersion: '1.2'
    highAvailability: 'Enabled'
    publicNetworkAccess: 'Disabled'
  }

  resource database 'databases' = {
    name: 'default'
    properties: {
      port: 10000
      clientProtocol: 'Encrypted'
      // One shard: a room's script and its channel are always together, and the server is one to its clients.
      clusteringPolicy: 'NoCluster'
      // Counters and windows must never be thrown away: a full Redis refuses instead.
      evictionPolicy: 'NoEviction'
      persistence: { aofEnabled: true, aofFrequency: '1s', rdbEnabled: false }
      accessKeysAuthentication: 'Enabled'
    }
  }
}

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'redis'
  location: location
  properties: {
    subnet: { id: subnetId }
    privateLinkServiceConnections: [
      { name: 'redis', properties: { privateLinkServiceId: redis.id, groupIds: ['redisEnterprise'] } }
    ]
  }

  resource dns 'privateDnsZoneGroups' = {
    name: 'default'
    properties: { privateDnsZoneConfigs: [{ name: 'redis', properties: { privateDnsZoneId: zoneId } }] }
  }
}

output name string = redis.name
output address string = '${redis.properties.hostName}:${redis::database.properties.port}'
