import{A as e,B as t,C as n,D as r,E as i,O as a,R as o,T as s,V as c,_ as l,b as u,c as d,d as f,f as p,g as m,h,j as g,k as _,l as v,m as y,p as b,r as x,u as S,v as C,w,x as T,y as E}from"./frame-B-2JvNJh.js";import{n as D,r as O,t as k}from"./dashboard-etOBYwFV.js";import{i as A,n as j,s as M}from"./requirements-6oEv-UHV.js";var N={role:e(`query Role($id: ID!, $l: [String!], $asOf: Instant) {
  thing: role(id: $id, asOf: $asOf) {
    ...R labels { lang text } altLabels { lang text } definitions { lang text } notation status since until kind
    grade band group sector coverage { ...Coverage } activities { ...A needs { ...C } } specialises { ...R }
    specialisedBy(first: 100) { totalCount nodes { ...R } } broader { ...R } narrower { ...R } organisation { ...O }
    posts { sanctioned organisation { ...O } } replacedBy { ...R } replaces { ...R } frameworks { ...F }
    identifiers { id system }
  }
}`,[_,s,w,a,i,M]),competency:e(`query Competency($id: ID!, $l: [String!], $asOf: Instant) {
  thing: competency(id: $id, asOf: $asOf) {
    ...C labels { lang text } altLabels { lang text } definitions { lang text } notation status since until kind
    reuse themeType broader { ...C } narrower { ...C } related { ...C } prerequisites { ...C }
    prerequisiteOf { ...C } supportedBy { essential competency { ...C } } supports { essential competency { ...C } }
    collections { id title label(languages: $l) { text lang } }
    descriptors { text { lang text } level { rank scale { id } } }
    requiredBy(first: 100) { totalCount nodes { level scale essential role { ...R } } }
    coveredBy(first: 100) { totalCount nodes { fromLevel toLevel scale module { ...M } } }
    neededBy(first: 100) { totalCount nodes { ...A roles(first: 3) { ...R } } }
    exactMatches { state competency { ...C } } closeMatches { state competency { ...C } }
    broadMatches { state competency { ...C } } narrowMatches { state competency { ...C } }
    relatedMatches { state competency { ...C } } replacedBy { ...C } replaces { ...C } frameworks { ...F }
    identifiers { id system }
  }
}`,[_,s,w,r,i]),module:e(`query Module($id: ID!, $l: [String!], $asOf: Instant) {
  thing: module(id: $id, asOf: $asOf) {
    ...M labels { lang text } altLabels { lang text } definitions { lang text } notation status since until kind
    mode hours languages capacity url covers { fromLevel toLevel scale competency { ...C } } prerequisites { ...M }
    prerequisiteOf { ...M } parts { ...M } partOf { ...M } offeredBy { ...O } replacedBy { ...M } replaces { ...M }
    frameworks { ...F } identifiers { id system }
  }
}`,[s,r,a,i]),organisation:e(`query Organisation($id: ID!, $l: [String!], $asOf: Instant) {
  thing: organisation(id: $id, asOf: $asOf) {
    ...O labels { lang text } altLabels { lang text } definitions { lang text } notation status since until kind
    partOf { ...O } parts { ...O } posts { sanctioned role { ...R } }
    roles(first: 100) { totalCount nodes { ...R } } modules(first: 100) { totalCount nodes { ...M } }
    identifiers { id system }
  }
}`,[a,_,r]),framework:e(`query Framework($id: ID!, $l: [String!], $asOf: Instant) {
  thing: framework(id: $id, asOf: $asOf) {
    ...F labels { lang text } altLabels { lang text } definitions { lang text } notation status since until version
    publisher licence attribution languages
    competencies(first: 100, top: true) { totalCount nodes { ...C } }
    roles(first: 100) { totalCount nodes { ...R } } modules(first: 100) { totalCount nodes { ...M } }
    activities(first: 20) { totalCount nodes { ...A } } identifiers { id system }
  }
}`,[i,s,_,r,w]),activity:e(`query Activity($id: ID!, $l: [String!], $asOf: Instant) {
  thing: activity(id: $id, asOf: $asOf) {
    ...A labels { lang text } altLabels { lang text } definitions { lang text } notation status since until
    roles { ...R } needs { ...C } frameworks { ...F }
  }
}`,[w,_,s,i])},P=[`coverage`,`activities`,`descriptors`,`identifiers`];function F(e){return Object.entries(e).flatMap(([t,r])=>{if(!(t in n.rel)||P.includes(t)&&`coverage`in e||t===`descriptors`||!r)return[];let{nodes:i,totalCount:a}=r,o=i??(Array.isArray(r)?r:[r]);return o.length?[{name:t,rows:o.map(I),count:a??o.length}]:[]})}function I(e){return{to:e.role??e.competency??e.module??e.organisation??e,note:[`toLevel`in e?L(e):`essential`in e&&`level`in e&&E(e.level,e.scale),e.essential!=null&&(e.essential?n.essential:n.optional),e.sanctioned!=null&&n.posts(u(e.sanctioned)),(e.roles??[]).map(e=>m(e).text).join(`, `),e.state&&(n.kinds[e.state]??e.state)].filter(Boolean).join(` · `)}}function L({fromLevel:e,toLevel:t,scale:r}){if(t==null)return n.notStatedHere;let i=E(t,r);return e==null?n.reaches(i):n.fromTo(E(e,r),i)}var R=({place:e,common:t})=>{let r=N[e.page],i={id:e.id,l:C(),asOf:e.query.get(`asOf`)},a=g(r,i),o=a.data?.thing,s=o&&m(o);return x(s?.text.slice(0,200)??``),b(d,{answer:a,children:()=>{if(!o)return b(f,{id:e.id});let a=`coverage`in o?o:null,l=a?O([e.id],T(t.asOf)):void 0;return b(c,{children:[b(`p`,{class:`kind`,children:[[n.types[e.page],h(o.kind)].filter(Boolean).join(` · `),t.illustrative&&` · ${n.illustrative}`]}),b(v,{children:b(p,{of:s})}),o.labels.filter(e=>e.text!==s.text).map(e=>b(`p`,{class:`also`,children:b(p,{of:e})},e.lang)),o.definitions.map(e=>b(`p`,{children:b(p,{of:e})},e.lang)),a&&b(z,{role:a,id:e.id}),b(D,{id:o.id,csv:l}),a?.activities.length?b(B,{role:a}):null,b(V,{thing:o}),b(H,{thing:o,place:e}),b(W,{thing:o,id:e.id}),b(k,{document:r,variables:i,csv:l})]})}})};function z({role:e,id:t}){let{offers:r}=e.coverage;return b(c,{children:[b(j,{coverage:e.coverage}),r.length>0&&b(c,{children:[b(`p`,{class:`screen`,children:b(`a`,{class:`action`,href:o(`map`,t),children:n.onMap})}),b(A,{caption:n.requirements,offers:r})]})]})}function B({role:e}){let t=new Set(e.coverage.offers.filter(e=>e.needed.requirements.every(e=>e.distance)).map(e=>e.needed.competency.id));return b(`section`,{children:[b(`h2`,{children:[n.activities,` `,b(`span`,{class:`count`,children:u(e.activities.length)})]}),b(`dl`,{class:`wide`,children:e.activities.map(e=>b(`div`,{children:[b(`dt`,{children:b(S,{to:e})}),b(`dd`,{children:b(`ul`,{class:`chips`,children:e.needs.map(e=>b(`li`,{children:[b(S,{to:e}),t.has(e.id)&&b(`small`,{children:[` · `,n.inherited]})]},e.id))})})]},e.id))})]})}function V({thing:e}){let t=e.descriptors;return t?.length?b(`section`,{children:[b(`h2`,{children:n.rel.descriptors}),b(`dl`,{children:t.toSorted((e,t)=>e.level.rank-t.level.rank).map(e=>b(c,{children:[b(`dt`,{children:E(e.level.rank,e.level.scale?.id.replace(`Scale:`,``))}),b(`dd`,{children:e.text.map(e=>b(p,{of:e},e.lang))})]}))})]}):null}function H({thing:e,place:r}){return b(`div`,{class:`neighbours`,children:F(e).map(({name:e,rows:i,count:a})=>b(`section`,{children:[b(`h2`,{children:[n.rel[e],` `,b(`span`,{class:`count`,children:u(a)})]}),b(`ul`,{children:i.map(({to:i,note:a})=>b(`li`,{children:[b(S,{to:i}),a&&b(`small`,{children:[` · `,a]}),e===`requiredBy`&&b(`small`,{children:[` `,`·`,` `,b(`a`,{href:o(`map`,t(i.id)[1],{on:r.id}),"aria-label":`${n.onMap}: ${m(i).text}`,children:n.onMap})]})]},i.id))}),i.length<a&&b(`p`,{children:b(`small`,{children:n.more(u(i.length),u(a))})})]},e))})}var U=[`kind`,`notation`,`grade`,`band`,`group`,`sector`,`themeType`,`reuse`,`status`,`mode`,`hours`,`languages`,`capacity`,`version`,`publisher`,`licence`,`attribution`,`since`,`until`];function W({thing:e,id:r}){let i=t=>{let n=e[t];return t===`since`||t===`until`?y(n):Array.isArray(n)?n.map(l).join(`, `):typeof n==`number`?u(n):h(n)},a=e.url,o=e.identifiers??[];return b(`section`,{children:[b(`h2`,{children:n.facts}),b(`dl`,{children:[b(`dt`,{children:n.fact.id}),b(`dd`,{children:b(`code`,{children:r})}),o.map(e=>b(c,{children:[b(`dt`,{children:e.system??n.fact.id}),b(`dd`,{children:b(`code`,{children:t(e.id)[1]})})]})),U.filter(t=>e[t]!=null).map(e=>b(c,{children:[b(`dt`,{children:n.fact[e]}),b(`dd`,{children:b(`bdi`,{children:i(e)})})]})),a&&b(c,{children:[b(`dt`,{children:n.fact.url}),b(`dd`,{children:/^https?:/.test(a)?b(`a`,{href:a,target:`_blank`,rel:`noreferrer`,children:a}):b(`bdi`,{children:a})})]}),e.labels.length>0&&b(c,{children:[b(`dt`,{children:n.names}),b(`dd`,{children:e.labels.map(e=>b(`div`,{children:[b(p,{of:e}),` `,b(`small`,{children:e.lang&&l(e.lang)})]},e.lang))})]}),e.altLabels.length>0&&b(c,{children:[b(`dt`,{children:n.alsoCalled}),b(`dd`,{children:e.altLabels.map((e,t)=>b(`div`,{children:b(p,{of:e})},t))})]})]})]})}export{R as Thing};