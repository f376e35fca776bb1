asyncapi: 3.0.0

info:
  title: {{Words}}
  version: 1.0.0
  description: >-
    {{from}} tells of it. Say here what has happened then, and what follows from it.
  license:
    name: MIT
    url: https://opensource.org/license/mit
  tags:
    - name: {{subject}}

defaultContentType: application/json

servers:
  rabbitmq:
    $ref: 'common/broker.yaml#/components/servers/rabbitmq'

channels:
  {{routingKey}}:
    address: {{routingKey}}
    title: {{Words}}
    description: >-
      Say here what is told of, and whether each is told of once.
    servers:
      - $ref: '#/servers/rabbitmq'
    messages:
      {{Message}}:
        $ref: '#/components/messages/{{Message}}'
    bindings:
      $ref: 'common/broker.yaml#/components/channelBindings/domainEvents'

operations:
  publish{{Event}}:
    action: send
    x-service: {{from}}
    channel:
      $ref: '#/channels/{{routingKey}}'
    summary: Tell of it
    description: >-
      In the transaction that makes it so.
    messages:
      - $ref: '#/channels/{{routingKey}}/messages/{{Message}}'
    traits:
      - $ref: 'common/delivery.yaml#/components/operationTraits/reliablePublishing'
{{receiving}}
components:
  messages:
    {{Message}}:
      name: {{Message}}
      title: {{Words}}, version 1
      summary: Say here in one sentence what has happened.
      contentType: application/json
      correlationId:
        description: The same value through everything that one request set in motion.
        location: '$message.payload#/correlationId'
      payload:
        $ref: '#/components/schemas/{{Message}}'
      examples:
        - name: first
          summary: As it usually is
          payload:
            eventId: {{eventId}}
            eventType: {{routingKey}}
            version: 1
            occurredAt: '2026-03-14T08:15:27.310Z'
            correlationId: {{correlationId}}
            data:
{{example}}
  schemas:
    {{Message}}:
      title: {{Words}}, version 1
      allOf:
        - $ref: 'common/envelope.yaml#/components/schemas/Envelope'
        - type: object
          required: [eventType, version, data]
          properties:
            eventType:
              const: {{routingKey}}
            version:
              const: 1
            data:
              $ref: '#/components/schemas/{{Message}}Data'

    {{Message}}Data:
      title: What {{routingKey}} tells, version 1
      description: >-
        Say here what of.
      type: object
      required: [{{required}}]
      properties:
{{properties}}
