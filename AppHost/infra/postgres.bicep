// PostgreSQL for one service: a server of its own, so that the service's identity administers nothing else.

@description('Filled by azd: everything is in this region.')
param location string = resourceGroup().location

@description('First part of the server name.')
param serverName string

@description('The one database.')
param databaseName string

@description('Object id of the identity that owns the database.')
param ownerId string

@description('Name of that identity, which is the name of its role in PostgreSQL.')
param ownerName string

@description('Subnet that is delegated to flexible servers.')
param subnetId string

@description('Private DNS zone of the servers.')
param zoneId string

@description('Size, such as Standard_D2ds_v5.')
param sku string

@description('Burstable, GeneralPurpose or MemoryOptimized.')
param tier string

@description('Storage in GiB at the start; it grows by itself.')
param storageGibibytes int

@description('Disabled, SameZone or ZoneRedundant: a standby that takes over.')
param highAvailability string

@description('Days that can be restored to.')
param backupDays int = 14

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' = {
  name: '${serverName}-${uniqueString(resourceGroup().id)}'
  location: location
  sku: { name: sku, tier: tier }
  properties: {
    version: '18'
    storage: { storageSizeGB: storageGibibytes, autoGrow: 'Enabled' }
    backup: { backupRetentionDays: backupDays, geoRedundantBackup: 'Disabled' }
    highAvailability: { mode: highAvailability }
    authConfig: { activeDirectoryAuth: 'Enabled', passwordAuth: 'Disabled', tenantId: subscription().tenantId }
    network: { delegatedSubnetResourceId: subnetId, privateDnsZoneArmResourceId: zoneId, publicNetworkAccess: 'Disabled' }
  }

  resource database 'databases' = {
    name: databaseName
    properties: { charset: 'UTF8', collation: 'en_US.utf8' }
  }

  resource owner 'administrators' = {
    name: ownerId
    properties: { principalName: ownerName, principalType: 'ServicePrincipal', tenantId: subscription().tenantId }
    // The server takes one change at a time.
    dependsOn: [database]
  }
}

output hostName string = server.properties.fullyQualifiedDomainName
