// Where services run: network, logs, registry, identities and the Container Apps environment.

@description('Filled by azd: everything is in this region.')
param location string = resourceGroup().location

@description('Filled by azd: who deploys, and may therefore open the dashboard. Its empty value in the manifest also tells azd that the AppHost owns the compute.')
param userPrincipalId string

@description('Workload profile of the image worker: Consumption, a Consumption-GPU type or a dedicated size such as D8.')
param workerProfile string

@description('Nodes that a dedicated worker profile may grow to; it shrinks to one.')
param workerNodesMax int

@description('Days that logs are kept.')
param logDays int = 30

var token = uniqueString(resourceGroup().id)
var isGpu = startsWith(workerProfile, 'Consumption-GPU-')
var isDedicated = !isGpu && workerProfile != 'Consumption'
var services = ['chat', 'imaging-api', 'imaging-worker', 'imaging-database', 'gateway']

// ---- Network: one for everything; what is not public has no address outside it.

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-${token}'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    subnets: [
      {
        name: 'apps'
        properties: {
          addressPrefix: '10.0.0.0/23'
          delegations: [{ name: 'apps', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'postgres'
        properties: {
          addressPrefix: '10.0.2.0/28'
          delegations: [{ name: 'postgres', properties: { serviceName: 'Microsoft.DBforPostgreSQL/flexibleServers' } }]
        }
      }
      {
        name: 'endpoints'
        properties: { addressPrefix: '10.0.2.16/28' }
      }
    ]
  }

  resource apps 'subnets' existing = { name: 'apps' }
  resource postgres 'subnets' existing = { name: 'postgres' }
  resource endpoints 'subnets' existing = { name: 'endpoints' }
}

resource postgresZone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: '${token}.private.postgres.database.azure.com'
  location: 'global'

  resource link 'virtualNetworkLinks' = {
    name: 'vnet'
    location: 'global'
    properties: { registrationEnabled: false, virtualNetwork: { id: network.id } }
  }
}

resource redisZone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: 'privatelink.redis.azure.net'
  location: 'global'

  resource link 'virtualNetworkLinks' = {
    name: 'vnet'
    location: 'global'
    properties: { registrationEnabled: false, virtualNetwork: { id: network.id } }
  }
}

// ---- Identities: one for each service, one for the database that two of them share, one that pulls images.

resource identities 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = [for service in services: {
  name: service
  location: location
}]

resource pull 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'image-pull'
  location: location
}

// ---- Registry: azd pushes from outside, so it has a public address, and no admin user; pulls without a sign-in are off by default.

resource registry 'Microsoft.ContainerRegistry/registries@2025-04-01' = {
  name: 'registry${token}'
  location: location
  sku: { name: 'Basic' }
  properties: { adminUserEnabled: false }
}

var acrPull = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')

resource pullRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, pull.id, acrPull)
  scope: registry
  properties: { principalId: pull.properties.principalId, principalType: 'ServicePrincipal', roleDefinitionId: acrPull }
}

// ---- Logs: written by Azure Monitor, which needs no key of the workspace.

resource logs 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: 'logs-${token}'
  location: location
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: logDays
    features: { disableLocalAuth: true }
  }
}

resource environment 'Microsoft.App/managedEnvironments@2025-07-01' = {
  name: 'apps-${token}'
  location: location
  properties: {
    vnetConfiguration: { infrastructureSubnetId: network::apps.id, internal: false }
    appLogsConfiguration: { destination: 'azure-monitor' }
    workloadProfiles: concat(
      [{ name: 'Consumption', workloadProfileType: 'Consumption' }],
      isGpu ? [{ name: 'worker', workloadProfileType: workerProfile }] : [],
      isDedicated ? [{ name: 'worker', workloadProfileType: workerProfile, minimumCount: 1, maximumCount: workerNodesMax }] : []
    )
  }
}

// The component is known in preview versions only.
resource dashboard 'Microsoft.App/managedEnvironments/dotNetComponents@2024-10-02-preview' = {
  parent: environment
  name: 'aspire-dashboard'
  properties: { componentType: 'AspireDashboard' }
}

resource environmentLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: environment
  properties: {
    workspaceId: logs.id
    logs: [
      { category: 'ContainerAppConsoleLogs', enabled: true }
      { category: 'ContainerAppSystemLogs', enabled: true }
    ]
  }
}

var contributor = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b24988ac-6180-42a0-ab88-20f7382dd24c')

// The dashboard opens for who may change the environment.
resource dashboardRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(userPrincipalId)) {
  name: guid(environment.id, userPrincipalId, contributor)
  scope: environment
  properties: { principalId: userPrincipalId, roleDefinitionId: contributor }
}

// Names that azd looks for.
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = registry.properties.loginServer
output AZURE_CONTAINER_REGISTRY_MANAGED_IDENTITY_ID string = pull.id
output AZURE_CONTAINER_APPS_ENVIRONMENT_ID string = environment.id
output AZURE_CONTAINER_APPS_ENVIRONMENT_DEFAULT_DOMAIN string = environment.properties.defaultDomain

output postgres_subnet_id string = network::postgres.id
output postgres_zone_id string = postgresZone.id
output endpoints_subnet_id string = network::endpoints.id
output redis_zone_id string = redisZone.id

output chat_id string = identities[0].id
output chat_client_id string = identities[0].properties.clientId
output chat_principal_id string = identities[0].properties.principalId
output imaging_api_id string = identities[1].id
output imaging_api_client_id string = identities[1].properties.clientId
output imaging_api_principal_id string = identities[1].properties.principalId
output imaging_worker_id string = identities[2].id
output imaging_worker_client_id string = identities[2].properties.clientId
output imaging_worker_principal_id string = identities[2].properties.principalId
output imaging_database_id string = identities[3].id
output imaging_database_client_id string = identities[3].properties.clientId
output imaging_database_principal_id string = identities[3].properties.principalId
output gateway_id string = identities[4].id
output gateway_client_id string = identities[4].properties.clientId
