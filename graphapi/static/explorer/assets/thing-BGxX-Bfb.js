import{A as e,B as t,F as n,I as r,J as i,M as a,N as o,P as s,R as c,S as l,X as u,Z as d,b as f,d as p,f as m,g as h,h as g,i as _,j as v,k as y,l as b,m as x,p as S,v as C,w,x as T,y as E}from"./frame-Dsrk9IQ-.js";import{i as D,n as O,t as k}from"./dashboard-O87pwgT2.js";import{t as A}from"./levels-C27Iyv_8.js";import{a as j,d as M,n as N}from"./requirements-CbgAMw4P.js";var P={role:r(`query Role($id: ID!, $l: [String!], $asOf: Instant, $themes: Boolean! = false) {
  thing: role(id: $id, asOf: $asOf) {
    ...R labels { lang text } altLabels { lang text } definitions { lang text } notation status since until kind
    grade band group sector coverage { ...Coverage } activities { ...A needs { ...C } } specialises { ...R }
    specialisedBy(first: 100) { totalCount nodes { ...R } } broader { ...R } narrower { ...R } organisation { ...O }
    posts { sanctioned organisation { ...O } } replacedBy { ...R } replaces { ...R } frameworks { ...F }
    identifiers { id system }
  }
}`,[n,v,e,s,a,M]),competency:r(`query Competency($id: ID!, $l: [String!], $asOf: Instant) {
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
}`,[n,v,e,o,a]),module:r(`query Module($id: ID!, $l: [String!], $asOf: Instant) {
  thing: module(id: $id, asOf: $asOf) {
    ...M labels { lang text } altLabels { lang text } definitions { lang text } notation status since until kind
    mode hours languages capacity url covers { fromLevel toLevel scale competency { ...C } } prerequisites { ...M }
    prerequisiteOf { ...M } parts { ...M } partOf { ...M } offeredBy { ...O } replacedBy { ...M } replaces { ...M }
    frameworks { ...F } identifiers { id system }
  }
}`,[v,o,s,a]),organisation:r(`query Organisation($id: ID!, $l: [String!], $asOf: Instant) {
  thing: organisation(id: $id, asOf: $asOf) {
    ...O labels { lang text } altLabels { lang text } definitions { lang text } notation status since until kind
    partOf { ...O } parts { ...O } posts { sanctioned role { ...R } }
    roles(first: 100) { totalCount nodes { ...R } } modules(first: 100) { totalCount nodes { ...M } }
    identifiers { id system }
  }
}`,[s,n,o]),framework:r(`query Framework($id: ID!, $l: [String!], $asOf: Instant) {
  thing: framework(id: $id, asOf: $asOf) {
    ...F labels { lang text } altLabels { lang text } definitions { lang text } notation status since until version
    publisher licence attribution languages
    competencies(first: 100, top: true) { totalCount nodes { ...C } }
    roles(first: 100) { totalCount nodes { ...R } } modules(first: 100) { totalCount nodes { ...M } }
    activities(first: 20) { totalCount nodes { ...A } } identifiers { id system }
  }
}`,[a,v,n,o,e]),activity:r(`query Activity($id: ID!, $l: [String!], $asOf: Instant) {
  thing: activity(id: $id, asOf: $asOf) {
    ...A labels { lang text } altLabels { lang text } definitions { lang text } notation status since until
    roles { ...R } needs { ...C } frameworks { ...F }
  }
}`,[e,n,v,a])},F=[`coverage`,`activities`,`descriptors`,`identifiers`];function I(e){return Object.entries(e).flatMap(([t,n])=>{if(!(t in y.rel)||F.includes(t)&&`coverage`in e||t===`descriptors`||!n)return[];let{nodes:r,totalCount:i}=n,a=r??(Array.isArray(n)?n:[n]);return a.length?[{name:t,rows:a.map(L),count:i??a.length}]:[]})}function L(e){return{to:e.role??e.competency??e.module??e.organisation??e,note:[`toLevel`in e?R(e):`essential`in e&&`level`in e&&A(e.level,e.scale),e.essential!=null&&(e.essential?y.essential:y.optional),e.sanctioned!=null&&y.posts(l(e.sanctioned)),(e.roles??[]).map(e=>E(e).text).join(`, `),e.state&&(y.kinds[e.state]??e.state)].filter(Boolean).join(` · `)}}function R({fromLevel:e,toLevel:t,scale:n}){if(t==null)return y.notStatedHere;let r=A(t,n);return e==null?y.reaches(r):y.fromTo(A(e,n),r)}var z=({place:e,common:n})=>{let[r,i]=H(e),a=t(r,i),o=a.data?.thing,s=o&&E(o);return _(s?.text.slice(0,200)??``),g(b,{answer:a,children:()=>{if(!o)return g(S,{id:e.id});let t=`coverage`in o?o:null,a=t?D([e.id],w(n.asOf)):void 0;return g(d,{children:[g(`p`,{class:`kind`,children:[[y.types[e.page],C(o.kind)].filter(Boolean).join(` · `),n.illustrative&&` · ${y.illustrative}`]}),g(p,{children:g(x,{of:s})}),o.labels.filter(e=>e.text!==s.text).map(e=>g(`p`,{class:`also`,children:g(x,{of:e})},e.lang)),o.definitions.map(e=>g(`p`,{children:g(x,{of:e})},e.lang)),t&&g(U,{role:t,id:e.id}),g(V,{page:e.page,id:e.id}),g(O,{id:o.id,csv:a,workbook:!!t||e.page===`framework`}),t?.activities.length?g(W,{role:t}):null,g(G,{thing:o}),g(K,{thing:o,place:e}),g(J,{thing:o,id:e.id}),g(k,{document:r,variables:i,csv:a})]})}})};z.early=e=>c(...H(e));var B=({page:e,id:t})=>g(`a`,{class:`button`,href:i(`brief/${e}`,t),children:y.brief});function V({page:e,id:t}){let n=(e,t)=>g(`a`,{class:`button`,href:e,children:t});return e===`role`?g(`p`,{class:`screen`,children:n(i(`whatif`,``,{kind:`REQUIRE`,role:t}),y.tryRole)}):e===`module`?g(`p`,{class:`screen`,children:n(i(`whatif`,``,{kind:`RETIRE`,module:t}),y.tryModule)}):e===`organisation`?g(`p`,{class:`screen`,children:[g(B,{page:`organisation`,id:t}),` `,n(i(`readiness`,t),y.readyHere)]}):null}var H=({page:e,id:t,query:n})=>[P[e],{id:t,l:T(),asOf:n.get(`asOf`)}];function U({role:e,id:t}){let{offers:n}=e.coverage;return g(d,{children:[g(N,{coverage:e.coverage,role:E(e).text}),n.length>0&&g(d,{children:[g(`p`,{class:`screen`,children:[g(`a`,{class:`action`,href:i(`map`,t),children:y.onMap}),` `,g(B,{page:`role`,id:t})]}),g(j,{caption:y.requirements,offers:n})]})]})}function W({role:e}){let t=new Set(e.coverage.offers.filter(e=>e.needed.requirements.every(e=>e.distance)).map(e=>e.needed.competency.id));return g(`section`,{children:[g(`h2`,{children:[y.activities,` `,g(`span`,{class:`count`,children:l(e.activities.length)})]}),g(`dl`,{class:`wide`,children:e.activities.map(e=>g(`div`,{children:[g(`dt`,{children:g(m,{to:e})}),g(`dd`,{children:g(`ul`,{class:`chips`,children:e.needs.map(e=>g(`li`,{children:[g(m,{to:e}),t.has(e.id)&&g(`small`,{children:[` · `,y.inherited]})]},e.id))})})]},e.id))})]})}function G({thing:e}){let t=e.descriptors;return t?.length?g(`section`,{children:[g(`h2`,{children:y.rel.descriptors}),g(`dl`,{children:t.toSorted((e,t)=>e.level.rank-t.level.rank).map(e=>g(d,{children:[g(`dt`,{children:A(e.level.rank,e.level.scale?.id.replace(`Scale:`,``))}),g(`dd`,{children:e.text.map(e=>g(x,{of:e},e.lang))})]}))})]}):null}function K({thing:e,place:t}){return g(`div`,{class:`neighbours`,children:I(e).map(({name:e,rows:n,count:r})=>g(`section`,{children:[g(`h2`,{children:[y.rel[e],` `,g(`span`,{class:`count`,children:l(r)})]}),g(`ul`,{children:n.map(({to:n,note:r})=>g(`li`,{children:[g(m,{to:n}),r&&g(`small`,{children:[` · `,r]}),e===`requiredBy`&&g(`small`,{children:[` `,`·`,` `,g(`a`,{href:i(`map`,u(n.id)[1],{on:t.id}),"aria-label":`${y.onMap}: ${E(n).text}`,children:y.onMap})]})]},n.id))}),n.length<r&&g(`p`,{children:g(`small`,{children:y.more(l(n.length),l(r))})})]},e))})}var q=[`kind`,`notation`,`grade`,`band`,`group`,`sector`,`themeType`,`reuse`,`status`,`mode`,`hours`,`languages`,`capacity`,`version`,`publisher`,`licence`,`attribution`,`since`,`until`];function J({thing:e,id:t}){let n=t=>{let n=e[t];return t===`since`||t===`until`?h(n):Array.isArray(n)?n.map(f).join(`, `):typeof n==`number`?l(n):C(n)},r=e.url,i=e.identifiers??[];return g(`section`,{children:[g(`h2`,{children:y.facts}),g(`dl`,{children:[g(`dt`,{children:y.fact.id}),g(`dd`,{children:g(`code`,{children:t})}),i.map(e=>g(d,{children:[g(`dt`,{children:e.system??y.fact.id}),g(`dd`,{children:g(`code`,{children:u(e.id)[1]})})]})),q.filter(t=>e[t]!=null).map(e=>g(d,{children:[g(`dt`,{children:y.fact[e]}),g(`dd`,{children:g(`bdi`,{children:n(e)})})]})),r&&g(d,{children:[g(`dt`,{children:y.fact.url}),g(`dd`,{children:/^https?:/.test(r)?g(`a`,{href:r,target:`_blank`,rel:`noreferrer`,children:r}):g(`bdi`,{children:r})})]}),e.labels.length>0&&g(d,{children:[g(`dt`,{children:y.names}),g(`dd`,{children:e.labels.map(e=>g(`div`,{children:[g(x,{of:e}),` `,g(`small`,{children:e.lang&&f(e.lang)})]},e.lang))})]}),e.altLabels.length>0&&g(d,{children:[g(`dt`,{children:y.alsoCalled}),g(`dd`,{children:e.altLabels.map((e,t)=>g(`div`,{children:g(x,{of:e})},t))})]})]})]})}export{z as Thing};