/** The functions of the runtime by the formats that they tell. */
const formats: Readonly<Record<'string' | 'number', ReadonlyMap<string, string>>> = {
  string: new Map([
    ['date', 'dateFormat'],
    ['date-time', 'dateTimeFormat'],
    ['duration', 'durationFormat'],
    ['email', 'emailFormat'],
    ['hostname', 'hostnameFormat'],
    ['idn-email', 'idnEmailFormat'],
    ['idn-hostname', 'idnHostnameFormat'],
    ['ipv4', 'ipv4Format'],
    ['ipv6', 'ipv6Format'],
    ['iri', 'iriFormat'],
    ['iri-reference', 'iriReferenceFormat'],
    ['json-pointer', 'jsonPointerFormat'],
    ['regex', 'regexFormat'],
    ['relative-json-pointer', 'relativeJsonPointerFormat'],
    ['time', 'timeFormat'],
    ['uri', 'uriFormat'],
    ['uri-reference', 'uriReferenceFormat'],
    ['uri-template', 'uriTemplateFormat'],
    ['uuid', 'uuidFormat'],
  ]),
  number: new Map([
    ['int32', 'int32Format'],
    ['int64', 'int64Format'],
  ]),
};

/** The runtime's function for a format of strings or numbers; undefined for a format that refuses nothing. */
export function formatFunction(format: string, group: 'string' | 'number'): string | undefined {
  return formats[group].get(format);
}
