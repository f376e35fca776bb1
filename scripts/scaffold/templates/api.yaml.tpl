openapi: 3.1.0

info:
  title: {{Words}} service
  version: 1.0.0
  summary: {{Plural}} of the shop.
  description: >-
    Keeps {{plural}}, each of them somebody's. Say here what a {{words}} is, and where it comes from.
  license:
    name: MIT
    identifier: MIT

servers:
  - url: http://localhost:{{port}}
    description: The service itself, without the gateway

tags:
  - name: {{Plural}}
    description: One's own.

paths:
  /{{path}}/{{{thing}}Id}:
    get:
      operationId: getMy{{Thing}}
      summary: Read one's own {{words}}
      description: Another user's does not exist.
      tags: [{{Plural}}]
      security:
        - bearerAuth: []
      parameters:
        - name: {{thing}}Id
          in: path
          description: Which {{words}}.
          required: true
          schema:
            $ref: '../common/scalars.yaml#/components/schemas/Uuid'
          example: {{exampleId}}
      responses:
        '200':
          description: The {{words}}.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/{{Thing}}'
              examples:
                own:
                  summary: One's own
                  value:
                    {{thing}}Id: {{exampleId}}
                    userId: 88ac19b5-d8f5-431f-b2a2-058e41c73065
                    createdAt: '2026-03-14T08:20:11.902Z'
        '400':
          $ref: 'common/responses.yaml#/components/responses/BadRequest'
        '401':
          $ref: 'common/responses.yaml#/components/responses/Unauthorized'
        '404':
          $ref: 'common/responses.yaml#/components/responses/NotFound'
        '500':
          $ref: 'common/responses.yaml#/components/responses/InternalServerError'

components:
  securitySchemes:
    bearerAuth:
      $ref: 'common/security.yaml#/components/securitySchemes/bearerAuth'

  schemas:
    {{Thing}}:
      title: {{Words}}
      description: A {{words}}, and whose it is.
      type: object
      required: [{{thing}}Id, userId, createdAt]
      properties:
        {{thing}}Id:
          $ref: '../common/scalars.yaml#/components/schemas/Uuid'
        userId:
          $ref: '../common/scalars.yaml#/components/schemas/Uuid'
        createdAt:
          $ref: '../common/scalars.yaml#/components/schemas/Timestamp'
