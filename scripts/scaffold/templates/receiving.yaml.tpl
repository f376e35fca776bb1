
  {{operation}}:
    action: receive
    x-service: {{consumer}}
    channel:
      $ref: '#/channels/{{routingKey}}'
    summary: Take note of it
    description: >-
      Say here what the event changes in {{consumer}}.
    messages:
      - $ref: '#/channels/{{routingKey}}/messages/{{Message}}'
    traits:
      - $ref: 'common/delivery.yaml#/components/operationTraits/reliableDelivery'
