// Images: uploads, derivatives and manifests, the queue of jobs, and the event that says "a blob was created".

@description('Filled by azd: everything is in this region.')
param location string = resourceGroup().location

@description('Identity of the part that answers requests and signs addresses.')
param apiPrincipalId string

@description('Identity of the part that works on images.')
param workerPrincipalId string

@description('Domain of the Container Apps environment; the console is a page of the gateway there.')
param defaultDomain string

@description('Further origins whose pages upload, such as https://shop.example.com for a domain of your own.')
param moreOrigins array

@description('Days after which an upload is deleted, whatever became of it.')
param uploadDays int = 7

var token = uniqueString(resourceGroup().id)
var roles = {
  blobDataContributor: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
  queueDataContributor: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '974c5e8b-45b9-4653-ba55-5f855dd0fb88')
  queueDataReader: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '19e7f393-937e-4f77-808e-94535e297925')
  queueMessageSender: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a')
}

// Public, since browsers upload to it; nobody gets in without Entra or an address that was signed for one blob.
resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: 'images${token}'
  location: location
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    allowCrossTenantReplication: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    networkAcls: { defaultAction: 'Allow' }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: true, days: 7 }
      cors: {
        corsRules: [
          {
            allowedOrigins: concat(['https://gateway.${defaultDomain}'], moreOrigins)
            allowedMethods: ['PUT', 'GET', 'OPTIONS']
            allowedHeaders: ['content-type', 'x-ms-*']
            exposedHeaders: ['etag', 'x-ms-*']
            maxAgeInSeconds: 3600
          }
        ]
      }
    }

    resource uploads 'containers' = { name: 'uploads' }
    resource derivatives 'containers' = { name: 'derivatives' }
    resource manifests 'containers' = { name: 'manifests' }
  }

  resource queues 'queueServices' = {
    name: 'default'

    resource images 'queues' = { name: 'images' }
    resource poison 'queues' = { name: 'images-poison' }
  }

  resource lifecycle 'managementPolicies' = {
    name: 'default'
    properties: {
      policy: {
        rules: [
          {
            name: 'uploads-end'
            type: 'Lifecycle'
            enabled: true
            definition: {
              filters: { blobTypes: ['blockBlob'], prefixMatch: ['uploads/'] }
              actions: { baseBlob: { delete: { daysAfterCreationGreaterThan: uploadDays } } }
            }
          }
        ]
      }
    }
    dependsOn: [blobs]
  }
}

// ---- Who may do what. The account holds nothing but images, so the account is the scope of blobs; its own role also lets the API sign addresses.

resource apiBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, apiPrincipalId, roles.blobDataContributor)
  scope: account
  properties: { principalId: apiPrincipalId, principalType: 'ServicePrincipal', roleDefinitionId: roles.blobDataContributor }
}

resource apiSends 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::queues::images.id, apiPrincipalId, roles.queueMessageSender)
  scope: account::queues::images
  properties: { principalId: apiPrincipalId, principalType: 'ServicePrincipal', roleDefinitionId: roles.queueMessageSender }
}

// Its health check lists the queues.
resource apiSeesQueues 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, apiPrincipalId, roles.queueDataReader)
  scope: account
  properties: { principalId: apiPrincipalId, principalType: 'ServicePrincipal', roleDefinitionId: roles.queueDataReader }
}

resource workerBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, workerPrincipalId, roles.blobDataContributor)
  scope: account
  properties: { principalId: workerPrincipalId, principalType: 'ServicePrincipal', roleDefinitionId: roles.blobDataContributor }
}

resource workerQueues 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, workerPrincipalId, roles.queueDataContributor)
  scope: account
  properties: { principalId: workerPrincipalId, principalType: 'ServicePrincipal', roleDefinitionId: roles.queueDataContributor }
}

// ---- "A blob was created": to the same queue, delivered under an identity, since the account refuses keys.

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: 'uploads-${token}'
  location: location
  identity: { type: 'SystemAssigned' }
  properties: { source: account.id, topicType: 'Microsoft.Storage.StorageAccounts' }
}

resource topicSends 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, topic.id, roles.queueMessageSender)
  scope: account
  properties: { principalId: topic.identity.principalId, principalType: 'ServicePrincipal', roleDefinitionId: roles.queueMessageSender }
}

resource created 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: 'created'
  properties: {
    deliveryWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      destination: {
        endpointType: 'StorageQueue'
        properties: { resourceId: account.id, queueName: account::queues::images.name, queueMessageTimeToLiveInSeconds: 604800 }
      }
    }
    eventDeliverySchema: 'CloudEventSchemaV1_0'
    filter: {
      includedEventTypes: ['Microsoft.Storage.BlobCreated']
      subjectBeginsWith: '/blobServices/default/containers/uploads/blobs/'
    }
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
  }
  dependsOn: [topicSends]
}

output name string = account.name
output blobEndpoint string = account.properties.primaryEndpoints.blob
output queueEndpoint string = account.properties.primaryEndpoints.queue
