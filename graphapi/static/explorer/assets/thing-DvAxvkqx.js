import{A as e,F as t,I as n,J as r,K as i,L as a,M as o,N as s,P as c,R as l,S as u,Y as d,_ as f,b as p,c as m,d as h,f as g,h as _,j as v,k as y,m as b,p as x,r as S,u as C,v as w,w as T,x as E,y as D}from"./frame-D1urC3sU.js";import{a as O,n as k,r as A}from"./why-rjjG2HYv.js";import{a as j,d as M,n as N}from"./requirements-1UYpiew7.js";var P={role:n(`query Role($id: ID!, $l: [String!], $asOf: Instant, $themes: Boolean! = false) {
  thing: role(id: $id, asOf: $asOf) {
    ...R labels { lang text } altLabels { lang text } definitions { lang text } notation status since until kind
    grade band group sector coverage { ...Coverage } activities { ...A needs { ...C } } specialises { ...R }
    specialisedBy(first: 100) { totalCount nodes { ...R } } broader { ...R } narrower { ...R } organisation { ...O }
    posts { sanctioned organisation { ...O } } replacedBy { ...R } replaces { ...R } frameworks { ...F }
    identifiers { id system }
  }
}`,[t,v,e,c,o,M]),competency:n(`query Competency($id: ID!, $l: [String!], $asOf: Instant) {
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
}`,[t,v,e,s,o]),module:n(`query Module($id: ID!, $l: [String!], $asOf: Instant) {
  thing: module(id: $id, asOf: $asOf) {
    ...M labels { lang text } altLabels { lang text } definitions { lang text } notation status since until kind
    mode hours languages capacity url covers { fromLevel toLevel scale competency { ...C } } prerequisites { ...M }
    prerequisiteOf { ...M } parts { ...M } partOf { ...M } offeredBy { ...O } replacedBy { ...M } replaces { ...M }
    frameworks { ...F } identifiers { id system }
  }
}`,[v,s,c,o]),organisation:n(`query Organisation($id: ID!, $l: [String!], $asOf: Instant) {
  thing: organisation(id: $id, asOf: $asOf) {
    ...O labels { lang text } altLabels { lang text } definitions { lang text } notation status since until kind
    partOf { ...O } parts { ...O } posts { sanctioned role { ...R } }
    roles(first: 100) { totalCount nodes { ...R } } modules(first: 100) { totalCount nodes { ...M } }
    identifiers { id system }
  }
}`,[c,t,s]),framework:n(`query Framework($id: ID!, $l: [String!], $asOf: Instant) {
  thing: framework(id: $id, asOf: $asOf) {
    ...F labels { lang text } altLabels { lang text } definitions { lang text } notation status since until version
    publisher licence attribution languages
    competencies(first: 100, top: true) { totalCount nodes { ...C } }
    roles(first: 100) { totalCount nodes { ...R } } modules(first: 100) { totalCount nodes { ...M } }
    activities(first: 20) { totalCount nodes { ...A } } identifiers { id system }
  }
}`,[o,v,t,s,e]),activity:n(`query Activity($id: ID!, $l: [String!], $asOf: Instant) {
  thing: activity(id: $id, asOf: $asOf) {
    ...A labels { lang text } altLabels { lang text } definitions { lang text } notation status since until
    roles { ...R } needs { ...C } frameworks { ...F }
  }
}`,[e,t,v,o])},F=[`coverage`,`activities`,`descriptors`,`identifiers`];function I(e){return Object.entries(e).flatMap(([t,n])=>{if(!(t in y.rel)||F.includes(t)&&`coverage`in e||t===`descriptors`||!n)return[];let{nodes:r,totalCount:i}=n,a=r??(Array.isArray(n)?n:[n]);return a.length?[{name:t,rows:a.map(L),count:i??a.length}]:[]})}function L(e){return{to:e.role??e.competency??e.module??e.organisation??e,note:[`toLevel`in e?R(e):`essential`in e&&`level`in e&&E(e.level,e.scale),e.essential!=null&&(e.essential?y.essential:y.optional),e.sanctioned!=null&&y.posts(u(e.sanctioned)),(e.roles??[]).map(e=>w(e).text).join(`, `),e.state&&(y.kinds[e.state]??e.state)].filter(Boolean).join(` · `)}}function R({fromLevel:e,toLevel:t,scale:n}){if(t==null)return y.notStatedHere;let r=E(t,n);return e==null?y.reaches(r):y.fromTo(E(e,n),r)}var z=({place:e,common:t})=>{let[n,r]=V(e),i=l(n,r),a=i.data?.thing,o=a&&w(a);return S(o?.text.slice(0,200)??``),b(m,{answer:i,children:()=>{if(!a)return b(g,{id:e.id});let i=`coverage`in a?a:null,s=i?O([e.id],T(t.asOf)):void 0;return b(d,{children:[b(`p`,{class:`kind`,children:[[y.types[e.page],f(a.kind)].filter(Boolean).join(` · `),t.illustrative&&` · ${y.illustrative}`]}),b(C,{children:b(x,{of:o})}),a.labels.filter(e=>e.text!==o.text).map(e=>b(`p`,{class:`also`,children:b(x,{of:e})},e.lang)),a.definitions.map(e=>b(`p`,{children:b(x,{of:e})},e.lang)),i&&b(H,{role:i,id:e.id}),e.page===`organisation`&&b(`p`,{class:`screen`,children:b(B,{page:`organisation`,id:e.id})}),b(A,{id:a.id,csv:s}),i?.activities.length?b(U,{role:i}):null,b(W,{thing:a}),b(G,{thing:a,place:e}),b(q,{thing:a,id:e.id}),b(k,{document:n,variables:r,csv:s})]})}})};z.early=e=>a(...V(e));var B=({page:e,id:t})=>b(`a`,{class:`button`,href:i(`brief/${e}`,t),children:y.brief}),V=({page:e,id:t,query:n})=>[P[e],{id:t,l:p(),asOf:n.get(`asOf`)}];function H({role:e,id:t}){let{offers:n}=e.coverage;return b(d,{children:[b(N,{coverage:e.coverage,role:w(e).text}),n.length>0&&b(d,{children:[b(`p`,{class:`screen`,children:[b(`a`,{class:`action`,href:i(`map`,t),children:y.onMap}),` `,b(B,{page:`role`,id:t})]}),b(j,{caption:y.requirements,offers:n})]})]})}function U({role:e}){let t=new Set(e.coverage.offers.filter(e=>e.needed.requirements.every(e=>e.distance)).map(e=>e.needed.competency.id));return b(`section`,{children:[b(`h2`,{children:[y.activities,` `,b(`span`,{class:`count`,children:u(e.activities.length)})]}),b(`dl`,{class:`wide`,children:e.activities.map(e=>b(`div`,{children:[b(`dt`,{children:b(h,{to:e})}),b(`dd`,{children:b(`ul`,{class:`chips`,children:e.needs.map(e=>b(`li`,{children:[b(h,{to:e}),t.has(e.id)&&b(`small`,{children:[` · `,y.inherited]})]},e.id))})})]},e.id))})]})}function W({thing:e}){let t=e.descriptors;return t?.length?b(`section`,{children:[b(`h2`,{children:y.rel.descriptors}),b(`dl`,{children:t.toSorted((e,t)=>e.level.rank-t.level.rank).map(e=>b(d,{children:[b(`dt`,{children:E(e.level.rank,e.level.scale?.id.replace(`Scale:`,``))}),b(`dd`,{children:e.text.map(e=>b(x,{of:e},e.lang))})]}))})]}):null}function G({thing:e,place:t}){return b(`div`,{class:`neighbours`,children:I(e).map(({name:e,rows:n,count:a})=>b(`section`,{children:[b(`h2`,{children:[y.rel[e],` `,b(`span`,{class:`count`,children:u(a)})]}),b(`ul`,{children:n.map(({to:n,note:a})=>b(`li`,{children:[b(h,{to:n}),a&&b(`small`,{children:[` · `,a]}),e===`requiredBy`&&b(`small`,{children:[` `,`·`,` `,b(`a`,{href:i(`map`,r(n.id)[1],{on:t.id}),"aria-label":`${y.onMap}: ${w(n).text}`,children:y.onMap})]})]},n.id))}),n.length<a&&b(`p`,{children:b(`small`,{children:y.more(u(n.length),u(a))})})]},e))})}var K=[`kind`,`notation`,`grade`,`band`,`group`,`sector`,`themeType`,`reuse`,`status`,`mode`,`hours`,`languages`,`capacity`,`version`,`publisher`,`licence`,`attribution`,`since`,`until`];function q({thing:e,id:t}){let n=t=>{let n=e[t];return t===`since`||t===`until`?_(n):Array.isArray(n)?n.map(D).join(`, `):typeof n==`number`?u(n):f(n)},i=e.url,a=e.identifiers??[];return b(`section`,{children:[b(`h2`,{children:y.facts}),b(`dl`,{children:[b(`dt`,{children:y.fact.id}),b(`dd`,{children:b(`code`,{children:t})}),a.map(e=>b(d,{children:[b(`dt`,{children:e.system??y.fact.id}),b(`dd`,{children:b(`code`,{children:r(e.id)[1]})})]})),K.filter(t=>e[t]!=null).map(e=>b(d,{children:[b(`dt`,{children:y.fact[e]}),b(`dd`,{children:b(`bdi`,{children:n(e)})})]})),i&&b(d,{children:[b(`dt`,{children:y.fact.url}),b(`dd`,{children:/^https?:/.test(i)?b(`a`,{href:i,target:`_blank`,rel:`noreferrer`,children:i}):b(`bdi`,{children:i})})]}),e.labels.length>0&&b(d,{children:[b(`dt`,{children:y.names}),b(`dd`,{children:e.labels.map(e=>b(`div`,{children:[b(x,{of:e}),` `,b(`small`,{children:e.lang&&D(e.lang)})]},e.lang))})]}),e.altLabels.length>0&&b(d,{children:[b(`dt`,{children:y.alsoCalled}),b(`dd`,{children:e.altLabels.map((e,t)=>b(`div`,{children:b(x,{of:e})},t))})]})]})]})}export{z as Thing};