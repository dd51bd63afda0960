// One container app. The AppHost says what it is; every parameter is text, as azd hands over nothing else.

@description('Region of the container app.')
param location string = resourceGroup().location

@description('Name of the service.')
param name string

@description('Filled by azd: the image that it has just pushed.')
param image string

@description('Filled by azd: the port that the image exposes.')
param port string

param environmentId string

@description('Domain of the environment.')
param domain string

@description('Address of the registry.')
param registry string

@description('Identity that pulls images, and does nothing else.')
param pullIdentityId string

@description('JSON: {profile, cpu, memory, identities, ingress: {external, sticky}?, scale: {min, max, rules, ...}, graceSeconds, redis, env}.')
param settings string

@description('JSON: {name: value}; text of 32 characters becomes a key of 32 bytes in base64.')
@secure()
param secrets string

var app = json(settings)
var external = app.?ingress.?external ?? false

resource redis 'Microsoft.Cache/redisEnterprise@2025-07-01' existing = {
  name: app.redis

  resource database 'databases' existing = { name: 'default' }
}

// The one password of the system. It is read here and lives in the app's secrets alone.
var redisSecret = {
  name: 'redis'
  value: '${redis.properties.hostName}:10000,password=${redis::database.listKeys().primaryKey},ssl=True,abortConnect=False'
}

resource containerApp 'Microsoft.App/containerApps@2025-07-01' = {
  name: name
  location: location
  tags: { 'azd-service-name': name, 'aspire-resource-name': name }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: toObject(concat([pullIdentityId], app.identities), id => id, id => {})
  }
  properties: {
    environmentId: environmentId
    workloadProfileName: app.profile
    configuration: {
      activeRevisionsMode: 'Single'
      maxInactiveRevisions: 5
      registries: [{ server: registry, identity: pullIdentityId }]
      identitySettings: [{ identity: pullIdentityId, lifecycle: 'None' }]
      ingress: contains(app, 'ingress') ? {
        external: external
        targetPort: int(port)
        transport: 'auto'
        allowInsecure: false
        stickySessions: { affinity: app.ingress.sticky ? 'sticky' : 'none' }
      } : null
      secrets: concat([redisSecret], map(items(json(secrets)), secret => { name: secret.key, value: base64(secret.value) }))
    }
    template: {
      containers: [
        {
          name: name
          image: image
          resources: { cpu: app.cpu, memory: app.memory }
          env: app.env
          probes: [
            {
              type: 'Startup'
              httpGet: { path: '/alive', port: int(port), scheme: 'HTTP' }
              periodSeconds: 2
              timeoutSeconds: 5
              failureThreshold: 60
            }
            {
              type: 'Liveness'
              httpGet: { path: '/alive', port: int(port), scheme: 'HTTP' }
              periodSeconds: 10
              timeoutSeconds: 6
              failureThreshold: 3
            }
            {
              type: 'Readiness'
              httpGet: { path: '/health', port: int(port), scheme: 'HTTP' }
              periodSeconds: 5
              timeoutSeconds: 6
              failureThreshold: 2
            }
          ]
        }
      ]
      scale: {
        minReplicas: app.scale.min
        maxReplicas: app.scale.max
        cooldownPeriod: app.scale.cooldownSeconds
        pollingInterval: app.scale.pollingSeconds
        rules: app.scale.rules
      }
      terminationGracePeriodSeconds: app.graceSeconds
    }
  }
}

output address string = 'https://${name}.${external ? '' : 'internal.'}${domain}'
